"""Lists of hits, and batches of other forms, stored as batches; and hits that are convolved as they
are."""

import os
import pathlib
import signal

import h5py
import numpy as np
import pytest
import scipy.ndimage
import scipy.sparse
from program import (
    MPIRUN,
    arrays,
    attributes,
    fail,
    finish,
    random_images,
    ranks_of,
    read_batch,
    run,
    skip_without_libzip,
    start,
    succeed,
    wait_for,
)

SHAPE = (20, 30)
RNG = np.random.default_rng(3)
HITS = np.column_stack([RNG.integers(0, n, 2000) for n in (9, *SHAPE)])


@pytest.fixture
def hits(tmp_path):
    path = tmp_path / "hits.csv"
    np.savetxt(path, HITS, "%d", ",", header="image,row,column", comments="")
    return path


def images_of(hits, n_images=9):
    images = np.zeros((n_images, *SHAPE))
    np.add.at(images, tuple(hits.T), 1)
    return images


def assert_images(path, images, dtype=np.float32):
    result = read_batch(path)
    assert result.dtype == dtype
    np.testing.assert_allclose(result.toarray().reshape(images.shape), images, atol=1e-5)


def test_hits(tmp_path, hits):
    said = succeed("import", hits, tmp_path / "out.h5", "--shape", "20,30")
    nnz = np.count_nonzero(images_of(HITS))
    assert said.startswith(f"9 images of 20x30, {nnz} nonzeros, ")
    assert_images(tmp_path / "out.h5", images_of(HITS))
    assert read_batch(tmp_path / "out.h5").has_canonical_format
    about = attributes(tmp_path / "out.h5")
    assert list(about["image-shape"]) == list(SHAPE) and about["input"] == str(hits)
    assert "sorted, no duplicates" in succeed("info", tmp_path / "out.h5")


def test_number_of_images(tmp_path, hits):
    options = ("--shape", "20,30", "--images")
    succeed("import", hits, tmp_path / "out.h5", *options, 12)
    assert_images(tmp_path / "out.h5", images_of(HITS, 12))
    line = 2 + np.flatnonzero(HITS[:, 0] >= 5)[0]
    message = fail(3, "import", hits, tmp_path / "few.h5", *options, 5)
    assert f"hits.csv: line {line}: image " in message and "is not one of 5" in message
    stored = fail(3, "import", tmp_path / "out.h5", tmp_path / "few.h5", "--images", 5)
    assert "has 12 images and not 5" in stored
    assert not (tmp_path / "few.h5").exists()


@pytest.mark.parametrize("dtype", ["float", "double"])
def test_types(tmp_path, dtype):
    (tmp_path / "hits.txt").write_text("0 1 1 0.1\n0 0 0 3\n")
    command = ("import", tmp_path / "hits.txt", tmp_path / "out.h5", "--shape", "2x2")
    succeed(*command)
    assert read_batch(tmp_path / "out.h5").data.tolist() == [3, 0.1]  # as it is written
    succeed(*command, "--dtype", dtype)
    result = read_batch(tmp_path / "out.h5")
    assert result.dtype == (np.float32 if dtype == "float" else np.float64)
    assert result.data.tolist() == [3, result.dtype.type(0.1)]


@pytest.mark.parametrize("dtype", [np.int16, np.float32])
def test_sums_that_a_float_does_not_hold(tmp_path, dtype):
    """Counts are exact; weights that are floats remain floats."""
    with h5py.File(tmp_path / "hits.h5", "w") as file:
        for name in ("image", "row", "column"):
            file[f"hits/{name}"] = np.zeros(601, np.int32)
        file["hits/weight"] = np.append(np.full(600, 32767), 1).astype(dtype)
    succeed("import", f"{tmp_path}/hits.h5:hits", tmp_path / "out.h5", "--shape", "20,30")
    result = read_batch(tmp_path / "out.h5")
    assert result.dtype == (np.float64 if dtype == np.int16 else np.float32)
    assert result[0, 0] == result.dtype.type(600 * 32767 + 1)


def test_hits_are_convolved_as_they_are(tmp_path, hits):
    options = ("--filter", "box:3", "--shape", "20,30")
    succeed("import", hits, tmp_path / "in.h5", "--shape", "20,30")
    succeed("convolve", tmp_path / "in.h5", tmp_path / "a.h5", "--filter", "box:3")
    succeed("convolve", hits, tmp_path / "b.h5", *options)
    assert arrays(tmp_path / "a.h5") == arrays(tmp_path / "b.h5")
    mean = [scipy.ndimage.uniform_filter(i, 3, mode="constant") for i in images_of(HITS)]
    assert_images(tmp_path / "b.h5", np.stack(mean))
    succeed("convolve", hits, tmp_path / "c.h5", *options, "--images", 12)
    assert read_batch(tmp_path / "c.h5").shape == (12, 600)
    error = fail(3, "convolve", hits, tmp_path / "d.h5", *options, "--images", 8)
    assert "image 8 is not one of 8" in error
    said = succeed("info", hits, "--image-shape", "20,30")
    assert "list of hits: image, row, column\n" in said and "values float32\n" in said
    succeed("view", hits, tmp_path / "hits.png", "--shape", "20,30")


@pytest.mark.skipif(not MPIRUN, reason="built without MPI")
def test_hits_are_convolved_by_ranks(tmp_path, hits):
    options = ("--filter", "box:3", "--shape", "20,30")
    succeed("convolve", hits, tmp_path / "a.h5", *options)
    succeed("convolve", hits, tmp_path / "b.h5", *options, ranks=3)
    assert arrays(tmp_path / "a.h5") == arrays(tmp_path / "b.h5")


def commands(hits, folder):
    """Commands that open a list of hits."""
    return {
        "import": ("import", hits, folder / "out.h5", "--shape", "20,30"),
        "convolve": ("convolve", hits, folder / "out.h5", "--filter", "box:3", "--shape", "20,30"),
        "info": ("info", hits, "--shape", "20,30"),
        "view": ("view", hits, folder / "out.png", "--shape", "20,30"),
    }


@pytest.mark.parametrize("name", ["import", "convolve", "info", "view"])
def test_opening_is_shown(tmp_path, hits, name):
    command = commands(hits, tmp_path)[name]
    assert f"100%  opening {hits}, 0:0" in run(*command, "--progress", "plain").stderr
    assert "  0%  opening " in run(*command, "--progress", "bar").stderr
    for options in ((), ("--quiet", "--progress", "bar"), ("--progress", "off")):
        assert "opening" not in run(*command, *options).stderr


def test_opening_of_any_form_is_shown(tmp_path):
    images, matrix = random_images(RNG, 6, (5, 8))
    stack, archive = tmp_path / "stack.npy", tmp_path / "matrix.npz"
    np.save(stack, images)
    scipy.sparse.save_npz(archive, matrix)
    skip_without_libzip(archive)
    with h5py.File(tmp_path / "stack.h5", "w") as file:
        file["images"] = images
    for path in (stack, archive, tmp_path / "stack.h5"):
        assert f"100%  opening {path}, 0:0" in run("info", path, "--progress", "plain").stderr
    shown = run("compare", stack, archive, "--progress", "plain").stderr
    assert f"opening {stack}" in shown and f"opening {archive}" in shown


@pytest.mark.skipif(not MPIRUN, reason="built without MPI")
def test_opening_is_shown_by_one_rank(tmp_path, hits):
    command = commands(hits, tmp_path)["convolve"]
    assert run(*command, "--progress", "plain", ranks=2).stderr.count("%  opening ") == 1


@pytest.fixture(scope="module")
def many_hits(tmp_path_factory):
    """So many hits that it takes seconds to sort them. The last is in no image, so that they are
    refused if they are read to the end."""
    path = tmp_path_factory.mktemp("many") / "hits.csv"
    lines = b"".join(b"%d,1,2\n" % image for image in reversed(range(1000)))
    path.write_bytes(5000 * lines + b"0,99,0\n")
    return path


def start_opening(path, *command, **options):
    """Starts a command, and waits until it has opened its input."""

    def is_open(pid):
        try:
            files = pathlib.Path(f"/proc/{pid}/fd").iterdir()
            return any(os.readlink(file) == str(path) for file in files)
        except (FileNotFoundError, ProcessLookupError):
            return False

    process = start(*command, **options)
    wait_for(lambda: any(map(is_open, ranks_of(process))))
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("name", ["import", "convolve", "info", "view"])
def test_a_signal_ends_opening(tmp_path, monkeypatch, many_hits, name, number):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process = start_opening(many_hits, *commands(many_hits, tmp_path)[name])
    process.send_signal(number)
    done = finish(process)
    assert done.returncode == 128 + number, done.stderr
    *_, error = done.stderr.splitlines()
    assert error.startswith(f"sparseconv: error: ended by signal {int(number)}")
    assert (": nothing " in error) == (name in ("import", "convolve"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not MPIRUN, reason="built without MPI")
def test_a_signal_ends_opening_on_all_ranks(tmp_path, many_hits):
    process = start_opening(many_hits, *commands(many_hits, tmp_path)["convolve"], ranks=2)
    for rank in ranks_of(process):
        os.kill(rank, signal.SIGTERM)
    done = finish(process)
    assert done.returncode == 143, done.stderr
    assert done.stderr.count("sparseconv: error: ") == 1 and "ended by signal 15" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_any_other_batch(tmp_path):
    images, matrix = random_images(RNG, 6, (5, 8), dtype=np.float32)
    np.save(tmp_path / "stack.npy", images)
    scipy.sparse.save_npz(tmp_path / "matrix.npz", matrix)
    skip_without_libzip(tmp_path / "matrix.npz")
    down = scipy.sparse.csr_matrix(images.transpose(0, 2, 1).reshape(6, -1))
    scipy.sparse.save_npz(tmp_path / "down.npz", down)
    inputs = {
        "stack.npy": (),
        "matrix.npz": ("--image-shape", "5,8"),
        "down.npz": ("--image-shape", "5,8", "--order", "F"),
    }
    for name, options in inputs.items():
        compression = ("--compression", "gzip", "--overwrite")
        succeed("import", tmp_path / name, tmp_path / "out.h5", *options, *compression)
        assert_images(tmp_path / "out.h5", images)
        with h5py.File(tmp_path / "out.h5") as file:
            assert file["images/data"].compression == "gzip"


def test_refusals(tmp_path, hits):
    for output in (hits, f"{hits}:images"):
        assert "itself" in fail(3, "import", hits, output, "--shape", "20,30", "--overwrite")
    output = tmp_path / "out.h5"
    assert "is given (--image-shape H,W)" in fail(3, "import", hits, output)
    assert "hits.csv: line " in fail(3, "import", hits, output, "--shape", "20,29")
    output.write_text("mine")
    assert "--overwrite" in fail(3, "import", hits, output, "--shape", "20,30")
    assert output.read_text() == "mine"
    assert "--images" in fail(2, "import", hits, output, "--images", "-1")


def test_linked_input_is_not_replaced(tmp_path):
    """The output is the file to which the input leads."""
    images, matrix = random_images(RNG, 2, (5, 8))
    with h5py.File(tmp_path / "stack.h5", "w") as file:
        file["stack"] = images
    with h5py.File(tmp_path / "outer.h5", "w") as file:
        file["images"] = h5py.ExternalLink("stack.h5", "/stack")
    command = ("import", tmp_path / "outer.h5", tmp_path / "stack.h5", "--overwrite")
    assert "itself" in fail(3, *command)
    with h5py.File(tmp_path / "stack.h5") as file:
        np.testing.assert_array_equal(file["stack"], images)
