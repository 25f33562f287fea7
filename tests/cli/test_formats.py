"""Batches as other programs leave them: described, drawn and convolved without a conversion."""

import h5py
import numpy as np
import pytest
import scipy.ndimage
import scipy.sparse
from program import MPIRUN, fail, random_images, read_batch, read_png, succeed, write_batch

SHAPE = (5, 8)


def footprints():
    return random_images(np.random.default_rng(4), 6, SHAPE, dtype=np.float32)[0]


def down_columns(images):
    """The images as a matrix of images x pixels, in order F."""
    return images.transpose(0, 2, 1).reshape(len(images), -1)


def write_caiman(path, images, dims=SHAPE):
    """Writes a matrix of pixels x neurons, as CaImAn's save() does."""
    matrix = scipy.sparse.csc_matrix(down_columns(images).T)
    with h5py.File(path, "w") as file:
        for name in ("data", "indices", "indptr", "shape"):
            file[f"estimates/A/{name}"] = np.array(getattr(matrix, name))
        file["estimates/dims"] = dims
        file["estimates/W"] = "NoneType"
    return path


def blurred(images):
    return np.stack([scipy.ndimage.uniform_filter(i, 3, mode="constant") for i in images])


def assert_blurred(path, images):
    result = read_batch(path).toarray().reshape(images.shape)
    np.testing.assert_allclose(result, blurred(images), atol=1e-5)


def test_caiman(tmp_path):
    images = footprints()
    path = write_caiman(tmp_path / "caiman.hdf5", images)
    succeed("convolve", path, tmp_path / "out.h5", "--filter", "box:3")
    assert_blurred(tmp_path / "out.h5", images)
    said = succeed("info", path)
    assert "estimates/A" in said and "CSC, an image a column" in said and "5x8" in said
    assert "order           F\n" in said
    assert "pixels in order F" in succeed("view", path, tmp_path / "a.png")
    rows = write_batch(tmp_path / "rows.h5", scipy.sparse.csr_matrix(images.reshape(6, -1)), SHAPE)
    assert "pixels in order C" in succeed("view", rows, tmp_path / "b.png")
    np.testing.assert_array_equal(read_png(tmp_path / "a.png"), read_png(tmp_path / "b.png"))


@pytest.mark.parametrize("name", ["estimates//A", "estimates/./A", "link", "there"])
def test_caiman_by_another_name(tmp_path, name):
    images = footprints()
    path = write_caiman(tmp_path / "caiman.hdf5", images)
    with h5py.File(path, "a") as file:
        file["link"] = h5py.SoftLink("/estimates/A")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["there"] = h5py.ExternalLink(str(path), "/estimates/A")
    path = tmp_path / "other.h5" if name == "there" else path
    succeed("convolve", f"{path}:{name}", tmp_path / "out.h5", "--filter", "box:3")
    assert_blurred(tmp_path / "out.h5", images)


def test_a_batch_of_ours_in_the_place_of_that_of_caiman(tmp_path):
    images = footprints()
    path = write_batch(tmp_path / "in.h5", scipy.sparse.csr_matrix(images.reshape(6, -1)), SHAPE)
    place = f"{write_caiman(tmp_path / 'out.hdf5', images)}:estimates/A"
    succeed("convolve", path, place, "--filter", "box:3", "--overwrite")
    result = tmp_path / "result.h5"
    succeed("convolve", path, result, "--filter", "box:3")
    succeed("compare", place, result)


@pytest.mark.parametrize("dims", ["NoneType", (5, 8, 1), (8, 8)])
def test_caiman_without_extents(tmp_path, dims):
    images = footprints()
    path = write_caiman(tmp_path / "caiman.hdf5", images, dims)
    assert "give it (--image-shape" in fail(3, "info", path)
    succeed("convolve", path, tmp_path / "out.h5", "--filter", "box:3", "--image-shape", "5,8")
    assert_blurred(tmp_path / "out.h5", images)


def test_order(tmp_path):
    images = footprints()
    path = write_batch(tmp_path / "in.h5", scipy.sparse.csr_matrix(down_columns(images)), SHAPE)
    assert "order           C\n" in succeed("info", path)
    assert "order           F\n" in succeed("info", path, "--order", "F")
    succeed("convolve", path, tmp_path / "out.h5", "--filter", "box:3", "--order", "F")
    assert_blurred(tmp_path / "out.h5", images)
    rows = write_caiman(tmp_path / "rows.hdf5", images.transpose(0, 2, 1), "NoneType")
    options = ["--order", "C", "--image-shape", "5,8"]
    succeed("convolve", rows, tmp_path / "out.h5", "--filter", "box:3", *options)
    assert_blurred(tmp_path / "out.h5", images)


@pytest.mark.skipif(not MPIRUN, reason="built without MPI")
def test_order_of_images_in_parts(tmp_path):
    """One image, which three ranks share."""
    images = random_images(np.random.default_rng(9), 1, (800, 1000), 0.4, np.float32)[0]
    path = write_caiman(tmp_path / "caiman.hdf5", images, images.shape[1:])
    succeed("convolve", path, tmp_path / "out.h5", "--filter", "box:3", ranks=3)
    assert_blurred(tmp_path / "out.h5", images)


def test_matrix_of_pixels_and_images(tmp_path):
    """In neither of the matrices an image is what it should be. The advice helps."""
    matrix = scipy.sparse.csr_matrix(footprints().reshape(6, -1))
    shape = ("--image-shape", "5,8")
    for name, stored in {"csc.h5": matrix.tocsc(), "csr.h5": matrix.T.tocsr()}.items():
        message = fail(3, "info", write_batch(tmp_path / name, stored), *shape)
        assert "images and pixels are the other way round" in message
        assert "with SciPy's tocsr(), or with .T.tocsr() if its rows are pixels" in message
    for name, advised in {"a.h5": matrix.tocsc().tocsr(), "b.h5": matrix.T.T.tocsr()}.items():
        succeed("info", write_batch(tmp_path / name, advised), *shape)
