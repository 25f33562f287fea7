"""Fixtures that several tests share."""

import pathlib
import shutil
import subprocess
import sys

import pytest


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    """The folder of the source distribution of sparse_convolution 0.4.2."""
    folder = tmp_path_factory.mktemp("original")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
               "--no-binary", "sparse_convolution", "--disable-pip-version-check",
               "--dest", str(folder), "sparse_convolution==0.4.2"]
    done = subprocess.run(command, capture_output=True, text=True)
    archives = list(folder.glob("*.tar.gz"))
    if not archives and "No matching distribution" in done.stderr:
        pytest.skip("sparse_convolution cannot be downloaded")
    assert archives, done.stderr
    shutil.unpack_archive(archives[0], folder)
    return folder / "sparse_convolution-0.4.2"


@pytest.fixture
def run_python(tmp_path):
    """Runs a text as a separate program, which has to end by itself; returns its output."""

    def run(text, *options, timeout=120, **environment):
        import os

        program = tmp_path / "program.py"
        program.write_text(text)
        done = subprocess.run(
            [sys.executable, *options, str(program)], capture_output=True, text=True,
            timeout=timeout, env={**os.environ, **environment},
        )
        assert done.returncode == 0, done.stderr
        assert "Error" not in done.stderr and "Warning" not in done.stderr, done.stderr
        return done.stdout

    return run


def pytest_configure():
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
