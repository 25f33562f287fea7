"""Fixtures that several tests share."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest


def archive_of(requirement, sha256, *options):
    """The archive of a package, which is downloaded once, into the user's cache folder."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    folder = cache / "sparseconv" / f"archive-{sha256[:8]}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            download = pathlib.Path(temporary, "download")
            requirements = pathlib.Path(temporary, "requirements")
            requirements.write_text(f"{requirement} --hash=sha256:{sha256}\n")
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                       "--disable-pip-version-check", "--require-hashes", *options,
                       "--dest", str(download), "-r", str(requirements)]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode != 0 and "No matching distribution" in done.stderr:
                pytest.skip(f"{requirement} cannot be downloaded")
            assert done.returncode == 0, done.stderr
            try:
                download.rename(folder)
            except OSError:  # another test was faster
                assert folder.exists()
    (archive,) = folder.iterdir()
    return archive


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    """The folder of the source distribution of sparse_convolution 0.4.2."""
    sha256 = "2a95c2bfc34375e21345b95be913f3d67f6f1d040b51658a674df7b21c52737c"
    source = ("--no-binary", "sparse_convolution")
    folder = tmp_path_factory.mktemp("original")
    shutil.unpack_archive(archive_of("sparse_convolution==0.4.2", sha256, *source), folder)
    return folder / "sparse_convolution-0.4.2"


@pytest.fixture
def run_python(tmp_path):
    """Runs a text as a separate program, which has to end by itself; returns its output."""

    def run(text, *options, timeout=120, **environment):
        program = tmp_path / "program.py"
        program.write_text(text)
        done = subprocess.run(
            [sys.executable, *options, str(program)], capture_output=True, text=True,
            timeout=timeout, env={**os.environ, **environment},
        )
        assert done.returncode == 0, done.stderr
        for word in ("Error", "Warning", "leaked"):
            assert word not in done.stderr, done.stderr
        return done.stdout

    return run
