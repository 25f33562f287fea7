"""Every write that can fail: a clean failure, and a later run that goes on."""

import os
import shutil

import pytest
from program import arrays, run, succeed, undisturbed

SHAPE = (12, 15)
JOB = ("--filter", "gaussian:1:2", "--progress", "off", "--resume", "--shard-size", "6K")
JOB += ("--kokkos-num-threads=1",)


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    return undisturbed(tmp_path_factory.mktemp("undisturbed"), 31, 9, SHAPE, JOB[:4])


def watching(folder, **settings):
    """The environment in which writes to the folder are counted, and made to fail."""
    return {
        **os.environ,
        "LD_PRELOAD": os.environ["SPARSECONV_FAIL_WRITES"],
        "FAIL_FOLDER": str(folder),
        **{f"FAIL_{name.upper()}": str(value) for name, value in settings.items()},
    }


def forget(output):
    output.unlink(missing_ok=True)
    shutil.rmtree(f"{output}.shards", ignore_errors=True)


def assert_clean_failure(done, output, wanted):
    errors = [line for line in done.stderr.splitlines() if "sparseconv: error: " in line]
    assert done.returncode == 4 and len(errors) == 1, (done.returncode, done.stderr)
    assert not output.exists() or arrays(output) == wanted  # where the last sync fails


@pytest.mark.parametrize("how, layout", [("full", "single"), ("error", "sharded"), ("short", "single")])
def test_every_write(tmp_path, job, how, layout):
    """Has each of a run's writes fail; a run without failures goes on from what that leaves."""
    source, wanted = job
    (tmp_path / "results").mkdir()
    output = tmp_path / "results" / "out.h5"
    options = [*JOB, "--layout", layout]
    environment = watching(tmp_path / "results", count=tmp_path / "count")
    succeed("convolve", source, output, *options, env=environment)
    n_writes = int((tmp_path / "count").read_text())
    assert n_writes > 20
    failed = 0
    for n in range(1, n_writes + 1):
        forget(output)
        environment = watching(tmp_path / "results", write=n, how=how)
        done = run("convolve", source, output, *options, env=environment)
        if done.returncode != 0:
            failed += 1
            assert_clean_failure(done, output, wanted)
            succeed("convolve", source, output, *options)
        assert arrays(output) == wanted, n
    assert failed == n_writes or how == "short"
