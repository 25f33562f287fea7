"""The pixel_mask of NWB: a table with x, y and weight of the pixels of all images."""

import h5py
import numpy as np
import pytest
from batch_files import assert_refused, run

MASKS = [[(4, 0, 0.5), (6, 0, 1.0), (0, 4, -2)], [], [(3, 2, 0.25)]]  # in images of 5 x 7
NAME = "processing/ophys/ImageSegmentation/PlaneSegmentation/pixel_mask"
TABLE = [("x", "<u4"), ("y", "<u4"), ("weight", "<f4")]


def write_masks(path, masks=MASKS, types=TABLE, name=NAME, ends=None):
    rows = np.array([pixel for mask in masks for pixel in mask], types)
    with h5py.File(path, "w") as file:
        file.create_dataset(name, data=rows, maxshape=(None,), chunks=(2,))
        ends = np.cumsum([len(mask) for mask in masks]) if ends is None else ends
        file[name + "_index"] = np.array(ends, np.uint8)
    return f"{path}:{name}"


def read(path, first=0, last=3, *options):
    return run("read", path, first, last, *options)


def entries(masks, width=7):
    return "".join(f"{y * width + x} {value:g}\n" for mask in masks for x, y, value in mask)


@pytest.mark.parametrize("real", ["<f4", ">f8"])
@pytest.mark.parametrize("whole", ["<u4", "<i8", ">u2", "u1"])
def test_masks(tmp_path, whole, real):
    types = [("weight", real), ("x", whole), ("y", whole)]
    masks = [[pixel[::-1][:1] + pixel[:2] for pixel in mask] for mask in MASKS]
    path = write_masks(tmp_path / "in.nwb", masks, types)
    assert read(path, 0, 3, "5,7").stdout == entries(MASKS)
    assert read(path, 2, 3, "5,7").stdout == entries(MASKS[2:])
    assert read(path, 1, 2, "5,7").stdout == ""
    assert read(path, 0, 3, "9,8").stdout == entries(MASKS, 8)


def test_masks_are_found(tmp_path):
    """A file, or a group, with a plane's masks need not be told their names."""
    path = write_masks(tmp_path / "in.nwb").split(":")[0]
    group = NAME.rpartition("/")[0]
    for place in (path, f"{path}:{group}", f"{path}:/{group}"):
        assert read(place, 0, 3, "5,7").stdout == entries(MASKS)
    with h5py.File(path, "a") as file:
        file[group]["image_mask"] = np.eye(6).reshape(3, 3, 4)  # it says the shape
    assert read(path).stdout == "".join(f"{pixel} 1\n" for pixel in (0, 7, 2, 9, 4, 11))


def test_no_masks(tmp_path):
    path = write_masks(tmp_path / "in.nwb", [])
    done = read(path, 0, 0, "5,7")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_wrong_masks(tmp_path):
    path = write_masks(tmp_path / "in.nwb")
    assert_refused(read(path), "does not say the shape of its images: give it (image_shape)")
    assert_refused(read(path, 0, 3, "5,7", "F"), "leave out the order (order)")
    for shape in ("5,6", "4,7"):
        assert_refused(read(path, 0, 1, shape), "which is not in an image of")
    assert read(path, 2, 3, "4,7").returncode == 0
    for ends in ([3, 3], [3, 3, 9], [3, 2, 4]):
        path = write_masks(tmp_path / "in.nwb", ends=ends)
        assert_refused(read(path, 0, len(ends), "5,7"), "pixel_mask_index")
    with h5py.File(tmp_path / "in.nwb", "a") as file:
        del file[NAME + "_index"]
    missing = f"in.nwb:/{NAME}_index: there is no such dataset"
    for name in (NAME, "/" + NAME):
        assert_refused(read(f"{tmp_path}/in.nwb:{name}", 0, 3, "5,7"), missing)


def test_wrong_tables(tmp_path):
    tables = {
        "is a mask of voxels": [*TABLE[:2], ("z", "<u4"), TABLE[2]],
        "[x]: must hold whole numbers": [("x", "<f4"), *TABLE[1:]],
        "[weight]: does not hold numbers": [*TABLE[:2], ("weight", "S4")],
    }
    for message, types in tables.items():
        masks = [[(1, 2, 3, 4)[: len(types)]]]
        path = write_masks(tmp_path / "in.nwb", masks, types)
        assert_refused(read(path, 0, 1, "5,7"), message)
