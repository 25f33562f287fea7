"""`sparseconv info`."""

import json

import h5py
import numpy as np
import pytest
import scipy.sparse
from program import fail, random_images, run, succeed, write_batch


def info(*arguments):
    lines = succeed("info", *arguments).splitlines()
    return {line[:16].strip(): line[16:] for line in lines}


def example(path, **options):
    dense = np.zeros((4, 5, 6))
    dense[0, 1, 1], dense[0, 3, 4] = -2.5, 7
    dense[1, 2, 3] = 0.5
    dense[3] = 1
    return write_batch(path, scipy.sparse.csr_matrix(dense.reshape(4, 30)), **options)


def test_what_it_says(tmp_path):
    path = example(tmp_path / "a.h5", image_shape=(5, 6))
    said = info(path)
    assert said["file"] == str(path) and said["group"] == "images"
    assert (
        said["images"] == "4" and said["image shape"] == "5x6" and said["pixels"].startswith("30")
    )
    assert said["nonzeros"] == "33" and said["density"] == "0.275"
    assert said["entries"] == "min 0, median 2, max 30 an image"
    assert said["bounding box"] == "min 0, median 12, max 30 pixels an image"
    assert said["values"] == "-2.5 to 7"
    assert said["stored zeros"] == "0" and said["not finite"] == "0"
    assert said["columns"] == "sorted, no duplicates"
    assert said["check"] == "no fault"


def test_group_and_missing_shape(tmp_path):
    example(tmp_path / "a.h5", group="x/y")
    said = info(f"{tmp_path}/a.h5:x/y")
    assert said["group"] == "x/y" and said["image shape"].startswith("unknown")
    assert "bounding box" not in said
    assert "bounding box" in info(f"{tmp_path}/a.h5:x/y", "--image-shape", "6,5")


def test_odd_entries(tmp_path):
    matrix = scipy.sparse.csr_matrix(
        (np.array([np.nan, 3, np.inf, 0]), np.array([2, 2, 1, 3]), np.array([0, 4])), shape=(1, 4)
    )
    said = info(write_batch(tmp_path / "a.h5", matrix, (2, 2)))
    assert said["values"] == "0 to 3" and said["not finite"] == "2" and said["stored zeros"] == "1"
    assert said["columns"] == "unsorted or with duplicates"


def test_no_images(tmp_path):
    said = info(write_batch(tmp_path / "a.h5", scipy.sparse.csr_matrix((0, 4)), (2, 2)))
    assert said["images"] == "0" and said["density"] == "0" and "entries" not in said


def test_it_checks_the_entries(tmp_path):
    path = example(tmp_path / "a.h5", image_shape=(5, 6))
    with h5py.File(path, "a") as file:
        file["images/indices"][20] = -1
    fail(3, "info", path)


def test_what_a_result_was_made_of(tmp_path):
    source = example(tmp_path / "a.h5", image_shape=(5, 6))
    options = ("--filter", "cosine:2.5", "--mode", "full", "--method", "direct")
    succeed("convolve", source, tmp_path / "out.h5", *options, "--dtype", "float")
    said = info(tmp_path / "out.h5")
    wanted = {"filter": "cosine:2.5", "mode": "full", "method": "direct", "input": str(source)}
    assert wanted.items() <= said.items()
    assert said["version"] == succeed("--version").split()[1]
    assert said["types"] == "values float32, columns int32"
    assert said["pixels"] == "90 an image, row after row"
    assert not [name for name in said if name.startswith("encoding")]


@pytest.mark.parametrize("values", ["f4", "f8", "i2", "i8"])
@pytest.mark.parametrize("columns", ["i4", "i8"])
def test_types(tmp_path, values, columns):
    path = example(tmp_path / "a.h5", image_shape=(5, 6))
    with h5py.File(path, "a") as file:
        for name, dtype in [("data", values), ("indices", columns)]:
            numbers = file["images"][name][:].astype(dtype)
            del file["images"][name]
            file["images"][name] = numbers
    names = (np.dtype(values).name, np.dtype(columns).name)
    assert info(path)["types"] == "values {}, columns {}".format(*names)


def test_layout(tmp_path):
    _, matrix = random_images(np.random.default_rng(1), 200, (5, 6))
    source = write_batch(tmp_path / "a.h5", matrix, (5, 6))
    options = ("--filter", "box:3", "--layout", "sharded", "--shard-size", "1K")
    succeed("convolve", source, tmp_path / "out.h5", *options)
    n_files = 1 + len(list(tmp_path.glob("out.h5.shards/*/0*.h5")))
    assert n_files > 2
    assert info(tmp_path / "out.h5")["layout"] == f"sharded, {n_files} files"
    assert info(source)["layout"] == "single, one file"


def test_json(tmp_path):
    path = example(tmp_path / "a.h5", image_shape=(5, 6))
    assert json.loads(succeed("info", path, "--json")) == {
        "file": str(path),
        "group": "images",
        "images": 4,
        "image_shape": [5, 6],
        "pixels": 30,
        "pixel_order": "C",
        "nnz": 33,
        "density": 0.275,
        "value_type": "float64",
        "column_type": "int32",
        "form": "CSR, an image a row",
        "layout": "single",
        "files": 1,
        "attributes": {},
        "entries": {"min": 0, "median": 2, "max": 30},
        "bounding_box": {"min": 0, "median": 12, "max": 30},
        "values": {"min": -2.5, "max": 7.0},
        "stored_zeros": 0,
        "not_finite": 0,
        "sorted": True,
        "check": "no fault",
    }


def test_json_of_what_is_not_known(tmp_path):
    path = write_batch(tmp_path / "a.h5", scipy.sparse.csr_matrix((0, 4)))
    said = json.loads(succeed("info", path, "--json"))
    unknown = ("image_shape", "entries", "bounding_box", "values")
    assert [name for name in said if said[name] is None] == list(unknown)


def test_several_files(tmp_path):
    paths = [example(tmp_path / f"{name}.h5", image_shape=(5, 6)) for name in "ab"]
    texts = succeed("info", *paths).split("\n\n")
    assert [text.splitlines()[0][16:] for text in texts] == list(map(str, paths))
    said = json.loads(succeed("info", *paths, "--json"))
    assert [batch["file"] for batch in said] == list(map(str, paths))


def test_a_fault_in_one_of_several_files(tmp_path):
    good, bad = [example(tmp_path / f"{name}.h5", image_shape=(5, 6)) for name in "ab"]
    with h5py.File(bad, "a") as file:
        file["images/indices"][20] = -1
    assert "b.h5" in fail(3, "info", good, bad)
    done = run("info", good, bad)
    assert "no fault" in done.stdout and str(bad) not in done.stdout


def test_attributes_cannot_command_a_terminal(tmp_path):
    path = example(tmp_path / "a.h5", image_shape=(5, 6))
    with h5py.File(path, "a") as file:
        file["images"].attrs["note"] = "red \x1b[31m\nand more"
    assert info(path)["note"] == "red ?[31m?and more"
    said = json.loads(succeed("info", path, "--json"))
    assert said["attributes"]["note"] == "red \x1b[31m\nand more"
