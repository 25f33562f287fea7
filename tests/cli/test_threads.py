"""Threads: how many there are, what is said about them, and wrong ways to ask for them."""

import os
import re
import resource
import subprocess

import numpy as np
import pytest
from program import (
    MPIRUN,
    SPARSECONV,
    arrays,
    fail,
    limits_memory,
    random_images,
    run,
    spaces,
    succeed,
    write_batch,
)

openmp = pytest.mark.skipif("openmp" not in spaces(), reason="Kokkos was built without OpenMP")

MOST = 512  # the most threads that Kokkos knows
FILTER = ("--filter", "gaussian:1.5", "--progress", "off")


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    matrix = random_images(np.random.default_rng(3), 40, (16, 15))[1]
    return write_batch(tmp_path_factory.mktemp("threads") / "in.h5", matrix, (16, 15))


@pytest.fixture(scope="module")
def wanted(batch):
    output = batch.with_name("wanted.h5")
    succeed("convolve", batch, output, *FILTER, "--kokkos-num-threads=1")
    return arrays(output)


def environment(**variables):
    """The environment of the tests, with no settings of threads but these."""
    kept = {name: value for name, value in os.environ.items()
            if name in ("OMP_WAIT_POLICY", "OMP_PROC_BIND") or not re.match("OMP_|KOKKOS_", name)}
    return {**kept, **{name: str(value) for name, value in variables.items()}}


def threads(out):
    return int(re.search(r"(\d+) threads?$", out.strip()).group(1))


@openmp
@pytest.mark.parametrize("number", [MOST, MOST + 1, 5000, 100000])
@pytest.mark.parametrize("how", ["OMP_NUM_THREADS", "KOKKOS_NUM_THREADS", "--kokkos-num-threads"])
def test_more_threads_than_kokkos_knows(tmp_path, batch, wanted, how, number):
    option = [f"{how}={number}"] if how.startswith("-") else []
    variables = {} if option else {how: number}
    done = run("convolve", batch, tmp_path / "out.h5", *FILTER, *option,
               env=environment(**variables))
    assert done.returncode == 0 and threads(done.stdout) == MOST, done.stderr
    assert arrays(tmp_path / "out.h5") == wanted
    if number > MOST:
        assert done.stderr.startswith(f"sparseconv: note: {number} threads are more than")
        assert done.stderr.count("\n") == 1
    else:
        assert done.stderr == ""


@openmp
@pytest.mark.parametrize(
    "variables, options, number",
    [
        ({"OMP_THREAD_LIMIT": 2}, ["--kokkos-num-threads=4"], 2),
        ({"OMP_THREAD_LIMIT": 2, "OMP_NUM_THREADS": 3}, [], 2),
        ({"OMP_DYNAMIC": "true"}, ["--kokkos-num-threads=4"], 4),
        ({"OMP_DYNAMIC": "true", "OMP_NUM_THREADS": 3}, [], 3),
        ({"OMP_MAX_ACTIVE_LEVELS": 0}, ["--kokkos-num-threads=4"], 1),
        ({"OMP_NUM_THREADS": "3,2"}, [], 3),
        ({"OMP_NUM_THREADS": 5, "KOKKOS_NUM_THREADS": 4}, ["--kokkos-num-threads=3"], 3),
        ({"OMP_NUM_THREADS": 5, "KOKKOS_NUM_THREADS": 4}, [], 4),
    ],
)
def test_openmp_gives_the_threads_that_kokkos_counts_on(
    tmp_path, batch, wanted, variables, options, number
):
    out = succeed("convolve", batch, tmp_path / "out.h5", *FILTER, *options,
                  env=environment(**variables))
    assert threads(out) == number and arrays(tmp_path / "out.h5") == wanted


WRONG = {
    "num-threads": ["0", "-1", "abc", "4x", "99999999999999999999", ""],
    "device-id": ["-1", "x", ""],
    "map-device-id-by": ["zzz", "Random", ""],
    "disable-warnings": ["zz", "2", ""],
    "print-configuration": ["perhaps"],
    "tune-internals": ["on"],
}
OPTIONS = [f"--kokkos-{name}={value}" for name, values in WRONG.items() for value in values]
OPTIONS += [f"--kokkos-{name}" for name in
            ("num-threads", "device-id", "map-device-id-by", "tools-libs", "tools-args")]
OPTIONS += ["--kokkos-tools-libs=", "--kokkos-tools-args=", "--kokkos-tools-library="]
OPTIONS += ["--kokkos-num-threads-of-mine=3", "--kokkos-disable-warningsx"]


@pytest.mark.parametrize("option", OPTIONS)
def test_wrong_option_of_kokkos(batch, option):
    message = fail(2, "info", batch, option)
    assert option.split("=")[0] in message and f"'{option}' is not" in message


@pytest.mark.parametrize(
    "name, value", [(name, value) for name, values in WRONG.items() for value in values]
)
def test_wrong_variable_of_kokkos(batch, name, value):
    variable = "KOKKOS_" + name.upper().replace("-", "_")
    message = fail(2, "info", batch, env=environment(**{variable: value}))
    assert f"environment variable {variable}: '{value}' is not" in message


def test_variables_of_tools_that_disagree(batch):
    variables = {"KOKKOS_PROFILE_LIBRARY": "a.so", "KOKKOS_TOOLS_LIBS": "b.so"}
    assert "KOKKOS_PROFILE_LIBRARY" in fail(2, "info", batch, env=environment(**variables))


@openmp
@pytest.mark.parametrize("value", ["abc", "0", "-3", "", "4,", "4,x", "99999999999"])
def test_wrong_number_of_openmp(batch, value):
    """The OpenMP library, which reads the variable first, may add a line about it."""
    done = run("info", batch, env=environment(OMP_NUM_THREADS=value))
    assert done.returncode == 2
    message = done.stderr.splitlines()[-1]
    assert message.startswith("sparseconv: error: environment variable OMP_NUM_THREADS: ")
    assert f"'{value}' is not an integer from 1 to" in message


@pytest.mark.parametrize(
    "option",
    [
        "--kokkos-disable-warnings",
        "--kokkos-disable-warnings=FALSE",
        "--kokkos-map-device-id-by=random",
        "--kokkos-device-id=0",
        "--kokkos-tune-internals=no",
        "--kokkos-tools-args=-v",
    ],
)
def test_right_option_of_kokkos(batch, option):
    assert "no fault" in succeed("info", batch, option)


def test_help_of_kokkos():
    assert "--kokkos-map-device-id-by" in succeed("--kokkos-help")


@openmp
@limits_memory
@pytest.mark.parametrize("number, stack", [(400, None), (4, "100G")])
def test_threads_that_cannot_be_started(tmp_path, batch, number, stack):
    """A limit as by `ulimit -v`: without room for stacks the OpenMP library would abort."""
    limit = 600 << 20
    more = {"OMP_STACKSIZE": stack} if stack else {}
    message = fail(4, "convolve", batch, tmp_path / "out.h5", *FILTER,
                   env=environment(OMP_NUM_THREADS=number, **more),
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    assert f"{number} threads cannot be started" in message and "OMP_NUM_THREADS" in message
    assert list(tmp_path.iterdir()) == []


@openmp
def test_processes_are_limited():
    """A limit as by `ulimit -u`, which does not hold for root."""
    options = {"user": 65534} if os.geteuid() == 0 else {}
    try:
        message = fail(4, "--version", env=environment(OMP_NUM_THREADS=8), cwd="/", **options,
                       preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (1, 1)))
    except PermissionError as error:
        pytest.skip(f"nobody else may start the program: {error}")
    assert "8 threads cannot be started" in message


LAUNCHED = [
    {"OMPI_COMM_WORLD_SIZE": 4, "OMPI_COMM_WORLD_RANK": 0},
    {"PMI_SIZE": 4, "PMI_RANK": 0},
    {"SLURM_STEP_NUM_TASKS": 4, "SLURM_PROCID": 0},
    {"SLURM_NTASKS": 4, "SLURM_PROCID": 0, "SLURM_STEP_ID": 0},
]


@pytest.mark.parametrize("variables", LAUNCHED)
def test_processes_that_do_not_find_each_other(batch, variables):
    """Several processes were started, but not by the MPI with which the program was built."""
    done = run("info", batch, env=environment(**variables))
    assert done.returncode == 0
    assert done.stderr.startswith("sparseconv: warning: 4 processes were started"), done.stderr
    assert done.stderr.count("\n") == 1 and ("mpirun" in done.stderr or "without" in done.stderr)
    others = {name: 1 if value == 0 else value for name, value in variables.items()}
    assert run("info", batch, env=environment(**others)).stderr == ""


@pytest.mark.parametrize(
    "variables",
    [
        {"SLURM_NTASKS": 4, "SLURM_PROCID": 0},  # in the script of a job, without srun
        {"SLURM_STEP_NUM_TASKS": 1, "SLURM_PROCID": 0, "SLURM_STEP_ID": 0},
        {"PMI_SIZE": 1, "PMI_RANK": 0},
        {"PMI_SIZE": "many", "PMI_RANK": 0},
    ],
)
def test_single_processes_of_a_launcher(batch, variables):
    assert run("info", batch, env=environment(**variables)).stderr == ""


@openmp
@pytest.mark.skipif(not MPIRUN, reason="the program was built without MPI")
def test_more_threads_than_cores(batch):
    cores = len(os.sched_getaffinity(0))
    done = run("info", batch, f"--kokkos-num-threads={cores}", ranks=2)
    lines = [line for line in done.stderr.splitlines() if "sparseconv: " in line]
    assert done.returncode == 0 and len(lines) == 1, done.stderr
    wanted = f"sparseconv: warning: 2 ranks with {2 * cores} threads share \\d+ cores? of this"
    assert re.search(wanted, lines[0]) and "OMP_NUM_THREADS=1" in lines[0], lines
    if cores >= 2:
        assert "sparseconv: " not in run("info", batch, ranks=2).stderr


def turns_of_waiting_threads(**setting):
    """How often GNU's OpenMP looks again before a thread that waits goes to sleep."""
    variables = {**environment(), "OMP_DISPLAY_ENV": "verbose"}
    variables.pop("OMP_WAIT_POLICY", None)
    told = run("--version", env={**variables, **setting}).stderr
    turns = re.findall(r"GOMP_SPINCOUNT = '(\d+)'", told)
    if not turns:
        pytest.skip("this is not GNU's OpenMP, which tells of its settings")
    return int(turns[-1])


@openmp
def test_threads_that_wait_soon_give_their_cores_to_others():
    assert turns_of_waiting_threads() == 2000


@openmp
def test_a_users_setting_for_threads_that_wait_is_kept():
    assert turns_of_waiting_threads(GOMP_SPINCOUNT="77") == 77
    assert turns_of_waiting_threads(OMP_WAIT_POLICY="passive") == 0


def test_the_loader_may_start_the_program():
    """As where the program brings a C library of its own."""
    loader = "/lib64/ld-linux-x86-64.so.2"
    if not os.path.exists(loader):
        pytest.skip("the loader has another name here")
    done = subprocess.run([loader, SPARSECONV, "help", "info"], capture_output=True, text=True)
    assert done.returncode == 0 and "sparseconv info" in done.stdout
