"""README.md and the pages in examples/, followed to the letter: their commands and their Python
run."""

import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys

import anndata
import h5py
import numpy as np
import pytest
import scipy.io
import scipy.ndimage
import scipy.sparse

TOP = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(TOP / "tests" / "cli"))
from program import MPI_ENVIRONMENT, MPIRUN, skip_without_libzip  # noqa: E402

HAS_MODULE = importlib.util.find_spec("sparseconv") is not None

# Commands that are not run here, by their beginning: the file that runs each of them, and the text
# in that file. Nothing runs Docker and Apptainer, nor pip on the folder; .ci/wheel has pip build the
# same from an sdist, and installs that.
RUN_ELSEWHERE = {
    "spack/dependencies.sh --python": (".ci/wheel", "spack/dependencies.sh --python"),
    "python3 -m venv": (".ci/wheel", "-m venv"),
    "~/sparseconv-env/bin/pip install ./src/python": (".ci/wheel", "--sdist"),
    "examples/quickstart.sh": (".ci/run", "examples/quickstart.sh"),
    "tests/run.sh": (".ci/run", "tests/run.sh"),
    "cmake --install build": ("tests/install/install.cmake", "--install ${build}"),
    "doxygen .ci/Doxyfile": (".ci/run", "doxygen .ci/Doxyfile"),
    "spack repo add spack/spack_repo/sparseconv": ("tests/spack/test_recipe.py", '"spack_repo"'),
    "spack install sparseconv": ("tests/spack/test_recipe.py", '"spack_repo"'),
    "spack -e spack/environments/laptop": ("tests/spack/test_recipe.py", '"environments"'),
    "spack/dependencies.sh | xargs -r -d '\\n' cmake -S . -B build":
        (".ci/archive", "spack/dependencies.sh | xargs -r -d '\\n' cmake -S . -B build"),
    "spack/dependencies.sh --backend=cuda": (".ci/compile", "spack/dependencies.sh --backend="),
    "spack/dependencies.sh --portable": ("examples/cluster/Dockerfile", "--portable"),
    "cmake --build build": ("tests/run.sh", "cmake --build build"),
    "examples/cluster/chain.sh": ("tests/readme/test_cluster.py", "chain.sh"),
    "docker build": ("examples/cluster/Dockerfile", "docker build"),
    "apptainer build": ("examples/cluster/sparseconv.def", "apptainer build"),
}
# Of machines that are not this one, and of shells that go on.
SITE = ("module load", "lfs setstripe", "export PATH=")


def blocks(page):
    """The commands and the Python of a page, in order, as ("shell" or "python", text)."""
    text = (TOP / page).read_text()
    pattern = re.compile(r"^```(\w+)\n(.*?)^```|^    ([^\n]*)$", re.MULTILINE | re.DOTALL)
    for language, code, command in pattern.findall(text):
        if command:
            yield "shell", command.split("  #")[0].strip()
        elif language == "python":
            yield "python", code


def follow(page, folder, names):
    """Runs the commands and the Python of a page in a folder. The Python sees and sets `names`."""
    path = os.environ["SPARSECONV_BIN"] + os.pathsep + os.environ["PATH"]
    environment = {**os.environ, **MPI_ENVIRONMENT, "PATH": path}
    ran = 0
    for kind, text in blocks(page):
        if kind == "python" and "sparseconv" in text and not HAS_MODULE:
            continue
        if kind == "python":
            exec(text, names)
        elif text.startswith(("sparseconv ", "seq ")) or (MPIRUN and text.startswith("mpirun ")):
            done = subprocess.run(text, shell=True, cwd=folder, env=environment)
            assert done.returncode == 0, text
            ran += 1
        elif not text.startswith(("mpirun ", *SITE)):
            start = next((start for start in RUN_ELSEWHERE if text.startswith(start)), None)
            assert start, f"{page} shows a command that nothing runs: {text}"
            file, piece = RUN_ELSEWHERE[start]
            assert piece in (TOP / file).read_text(), text
    return ran


def test_readme(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert follow("README.md", tmp_path, {}) > 0
    assert (tmp_path / "blurred.png").stat().st_size > 0


def test_program(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert follow("examples/program.md", tmp_path, {}) > 0


def write_files(folder):
    """Writes the files that the page about files begins with."""
    (text,) = re.findall("```text\n(.*?)```", (TOP / "examples/files.md").read_text(), re.DOTALL)
    (folder / "hits.csv").write_text(text)
    rois = [{"ypix": np.array([4, 5]), "xpix": np.array([6, 6]), "lam": np.array([0.5, 2])}] * 3
    np.save(folder / "stat.npy", np.array(rois, object))
    matrix = scipy.sparse.random(3, 20, 0.3, "csr", np.float32, 5)
    scipy.io.mmwrite(folder / "matrix.mtx", matrix)
    scipy.sparse.save_npz(folder / "coo.npz", matrix.tocoo())
    anndata.AnnData(matrix).write_zarr(folder / "cells.zarr")
    with h5py.File(folder / "parts.h5", "w") as file:
        file["part"] = np.eye(4)
        layout = h5py.VirtualLayout((3, 4, 4), float)
        layout[0] = layout[2] = h5py.VirtualSource(file["part"])
        file.create_virtual_dataset("stack", layout)
    return {"a": matrix.T, "pictures": np.ones((3, 4, 5), order="F")}


@pytest.mark.filterwarnings("ignore")
def test_files(tmp_path, monkeypatch):
    """The ways out lead to files that are read."""
    pytest.importorskip("zarr")  # which AnnData needs for some of them
    monkeypatch.chdir(tmp_path)
    names = write_files(tmp_path)
    skip_without_libzip(tmp_path / "coo.npz")
    assert follow("examples/files.md", tmp_path, names) > 0
    program = os.path.join(os.environ["SPARSECONV_BIN"], "sparseconv")
    shapes = {"rois.csv": "16,16", "stack.npy": None, "plain.h5": None}
    matrices = ["images.npz", "cells.h5ad", "matrix.npz", "csr.npz"]
    for file, shape in (shapes | dict.fromkeys(matrices, "4,5")).items():
        command = [program, "info", file, *([] if shape is None else ["--image-shape", shape])]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "images          3\n" in done.stdout


@pytest.mark.skipif(not HAS_MODULE, reason="the Python module was not built")
def test_porting(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(1)
    images = rng.random((5, 20, 30)) * (rng.random((5, 20, 30)) < 0.1)
    names = {"x": scipy.sparse.csr_matrix(images.reshape(5, -1)), "H": 20, "W": 30}
    assert follow("examples/porting.md", tmp_path, names) > 0
    expected = [scipy.ndimage.gaussian_filter(image, 1.5, mode="constant") for image in images]
    result = names["blurred"].toarray().reshape(images.shape)
    np.testing.assert_allclose(result, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.skipif(not MPIRUN, reason="the program was built without MPI")
def test_cluster(tmp_path):
    shutil.copy(TOP / "examples" / "data" / "coins_rois.h5", tmp_path / "rois.h5")
    assert follow("examples/cluster/README.md", tmp_path, {}) == 5
