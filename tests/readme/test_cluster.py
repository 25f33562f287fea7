"""The scripts in examples/cluster, with stand-ins for the schedulers that run or note a command."""

import os
import pathlib
import re
import subprocess
import sys

import h5py
import pytest

TOP = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(TOP / "tests" / "cli"))
from program import spaces  # noqa: E402

CLUSTER = TOP / "examples" / "cluster"
ROIS = TOP / "examples" / "data" / "coins_rois.h5"

# Each notes how it was called. Launchers leave out their options and run the program.
STAND_INS = {
    "srun": 'echo "srun $*" >> "$LOG"; while [ "$1" != sparseconv ]; do shift; done; exec "$@"',
    "flux": 'echo "flux $*" >> "$LOG"; while [ "$1" != sparseconv ]; do shift; done; exec "$@"',
    "sbatch": 'echo "sbatch $*" >> "$LOG"; wc -l < "$LOG"',
}


@pytest.fixture
def run(tmp_path):
    """Runs a script of examples/cluster. Returns what it called of the scheduler."""
    for name, text in STAND_INS.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    path = os.pathsep.join([str(tmp_path), os.environ["SPARSECONV_BIN"], os.environ["PATH"]])
    log = tmp_path / "log"
    environment = {**os.environ, "PATH": path, "LOG": str(log),
                   "SLURM_CPUS_PER_TASK": "2", "SPARSECONV_SPACE": spaces()[-1]}

    def run(script, *arguments):
        subprocess.run([CLUSTER / script, *map(str, arguments)], env=environment, check=True)
        return log.read_text().splitlines()

    return run


@pytest.mark.parametrize("script", ["slurm.sh", "slurm_gpu.sh", "flux.sh"])
def test_jobs(run, tmp_path, script):
    output = tmp_path / "out.h5"
    (call,) = run(script, ROIS, output, "gaussian:1.5")
    assert f"sparseconv convolve {ROIS} {output} --filter gaussian:1.5" in call
    with h5py.File(output) as file:
        assert file["images"].attrs["shape"][0] == 82
    assert (tmp_path / "out.h5.shards").is_dir()


@pytest.mark.parametrize("script", ["slurm.sh", "slurm_gpu.sh", "flux.sh"])
def test_sizes_agree(script):
    """What is asked of the scheduler is what the launcher is told."""
    text = (CLUSTER / script).read_text()
    sizes = dict(re.findall(r"^#(?:SBATCH|flux:) --([a-z-]+)=(\S+)", text, re.MULTILINE))
    if script == "flux.sh":
        tasks, cores = sizes["nslots"], sizes["cores-per-slot"]
        assert f"--ntasks={tasks} --cores-per-task={cores}" in text
        assert f"OMP_NUM_THREADS={cores}" in text
    else:
        assert "OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK" in text
        assert sizes["signal"].startswith("TERM@")


def test_chain_without_a_number(run):
    with pytest.raises(subprocess.CalledProcessError):
        run("chain.sh", "slurm.sh", "in.h5", "out.h5", "box:3")


def test_chain(run):
    calls = run("chain.sh", 3, "slurm.sh", "in.h5", "out.h5", "box:3")
    tail = "slurm.sh in.h5 out.h5 box:3"
    after = "--kill-on-invalid-dep=yes"
    assert calls == [
        f"sbatch --parsable {tail}",
        f"sbatch --parsable --dependency=afternotok:1 {after} {tail}",
        f"sbatch --parsable --dependency=afternotok:1:2 {after} {tail}",
    ]
