"""Convolutions from file to file."""

import os
import signal
import sys

import numpy as np
import pytest
import scipy.sparse

import sparseconv

if not hasattr(sparseconv._files._core, "convolve_file"):
    pytest.skip("built without the component job", allow_module_level=True)

SHAPE = (64, 48)
KERNEL = np.arange(15.0).reshape(3, 5)


@pytest.fixture
def batch(tmp_path):
    """The path of a batch, and its contents."""
    x = scipy.sparse.random(3000, 64 * 48, 0.02, "csr", np.float32, random_state=0)
    sparseconv.write_batch(tmp_path / "in.h5", x, SHAPE)
    return tmp_path / "in.h5", x



@pytest.mark.parametrize("layout", ["single", "sharded"])
@pytest.mark.parametrize("mode", ["same", "full", "valid"])
def test_the_result_is_that_of_a_plan(batch, tmp_path, layout, mode):
    path, x = batch
    done = sparseconv.convolve_file(path, tmp_path / "out.h5", KERNEL, mode=mode, layout=layout)
    expected = sparseconv.Plan(SHAPE, KERNEL, mode=mode)(x)
    result, image_shape = sparseconv.read_batch(tmp_path / "out.h5")
    assert (result != expected).nnz == 0 and result.dtype == np.float32
    assert image_shape == done.output_shape and done.image_shape == SHAPE
    assert (done.images, done.nnz_in, done.nnz_out) == (3000, x.nnz, expected.nnz)
    assert done.method in ("direct", "precomputed", "lazy", "gather_scatter")
    assert done.space == sparseconv.spaces[0] and done.seconds > 0


@pytest.mark.parametrize("space", sparseconv.spaces)
def test_every_space_gives_the_same(batch, tmp_path, space):
    path, x = batch
    how = {"boundary": "wrap", "method": "direct"}
    plan = sparseconv.Plan(SHAPE, KERNEL, space=space, **how)
    done = sparseconv.convolve_file(path, tmp_path / "out.h5", KERNEL, space=space, **how)
    assert plan.space == done.space == space
    result = plan(x)
    assert (sparseconv.read_batch(tmp_path / "out.h5")[0] != result).nnz == 0
    expected = sparseconv.Plan(SHAPE, KERNEL, **how)(x)
    np.testing.assert_array_equal(result.indptr, expected.indptr)
    np.testing.assert_array_equal(result.indices, expected.indices)
    on_hosts = not {"cuda", "hip"} & {space, sparseconv.spaces[0]}
    np.testing.assert_allclose(result.data, expected.data, rtol=0 if on_hosts else 1e-5)


def test_filters_are_texts_files_and_arrays(batch, tmp_path):
    path, x = batch
    np.savetxt(tmp_path / "filter.txt", KERNEL)
    for filter, weights in [("gaussian:1.5", sparseconv.gaussian(1.5)),
                            (tmp_path / "filter.txt", KERNEL), (KERNEL.astype(np.int32), KERNEL)]:
        sparseconv.convolve_file(path, tmp_path / "out.h5", filter, dtype=np.float64)
        expected = sparseconv.convolve(x.astype(np.float64), weights, SHAPE)
        assert (sparseconv.read_batch(tmp_path / "out.h5")[0] != expected).nnz == 0


@pytest.mark.parametrize("text", ["gausian:1.5", "box", "kernel"])
def test_filters_that_are_none(text):
    with pytest.raises(ValueError, match=f"there is no filter '{text}': use one of"):
        sparseconv.Plan((10, 10), text)


def test_a_plan_takes_a_file_with_weights(tmp_path):
    weights = np.arange(6.0).reshape(2, 3)
    np.savetxt(tmp_path / "weights.txt", weights)
    for name in (tmp_path / "weights.txt", str(tmp_path / "weights.txt")):
        np.testing.assert_array_equal(sparseconv.Plan((10, 10), name).filter, weights)


def test_several_filters_in_one_call(batch, tmp_path):
    path, x = batch
    wide = {"gaussian:1.5": sparseconv.gaussian(1.5), "box:3": sparseconv.box(3)}
    for filter, expected in [(list(wide), wide), ({"sharp": KERNEL, "box": "box:3"},
                                                  {"sharp": KERNEL, "box": sparseconv.box(3)})]:
        done = sparseconv.convolve_file(path, tmp_path / "out.h5", filter)
        total = 0
        for name, weights in expected.items():
            result, _ = sparseconv.read_batch(f"{tmp_path / 'out.h5'}:images/{name}")
            assert (result != sparseconv.Plan(SHAPE, weights)(x)).nnz == 0
            total += result.nnz
        assert done.nnz_out == total
    sparseconv.convolve_file(path, tmp_path / "out.h5", {"sharp": KERNEL})
    result, _ = sparseconv.read_batch(f"{tmp_path / 'out.h5'}:images/sharp")
    assert (result != sparseconv.Plan(SHAPE, KERNEL)(x)).nnz == 0
    sparseconv.convolve_file(path, tmp_path / "out.h5", KERNEL.tolist())  # one filter, as rows
    assert sparseconv.read_batch(tmp_path / "out.h5")[0].nnz > 0
    with pytest.raises(ValueError, match="would both be named"):
        sparseconv.convolve_file(path, tmp_path / "out.h5", [KERNEL, KERNEL])


def test_options_of_files(batch, tmp_path):
    """Images whose pixels are numbered down the columns, and a compressed result."""
    path, x = batch
    down = x.toarray().reshape(-1, *SHAPE).transpose(0, 2, 1).reshape(x.shape)
    sparseconv.write_batch(tmp_path / "down.h5", scipy.sparse.csr_matrix(down), SHAPE)
    sizes = []
    for compression in ("none", "gzip"):
        sparseconv.convolve_file(tmp_path / "down.h5", tmp_path / "out.h5", KERNEL, order="F",
                                 compression=compression)
        expected = sparseconv.convolve(x, KERNEL, SHAPE)
        assert (sparseconv.read_batch(tmp_path / "out.h5")[0] != expected).nnz == 0
        sizes.append((tmp_path / "out.h5").stat().st_size)
    assert sizes[1] < sizes[0]


def test_names_of_files_that_are_no_text(batch, tmp_path):
    path, x = batch
    source, filter, output = (os.fsencode(tmp_path) + b"/\xff" + end for end in (b"1", b"2", b"3"))
    os.rename(path, source)
    with open(filter, "w") as file:
        np.savetxt(file, KERNEL)
    sparseconv.convolve_file(source, os.fsdecode(output), os.fsdecode(filter))
    assert (sparseconv.read_batch(output)[0] != sparseconv.convolve(x, KERNEL, SHAPE)).nnz == 0


def test_progress_is_shown(batch, tmp_path, monkeypatch):
    path, _ = batch
    seen = []
    sparseconv.convolve_file(path, tmp_path / "out.h5", KERNEL,
                             progress=lambda *progress: seen.append(progress))
    assert seen == sorted(seen) and seen[0] == (0, 3000) and seen[-1] == (3000, 3000)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)  # as if tqdm were not installed
    sparseconv.convolve_file(path, tmp_path / "out.h5", KERNEL, progress=True)


def test_a_bar_of_tqdm(batch, tmp_path, capsys):
    pytest.importorskip("tqdm")
    sparseconv.convolve_file(batch[0], tmp_path / "out.h5", KERNEL, progress=True)
    assert "3000/3000" in capsys.readouterr().err


def test_what_progress_raises_ends_the_job(batch, tmp_path):
    def fail(*_):
        raise ZeroDivisionError("while looking on")

    with pytest.raises(ZeroDivisionError, match="while looking on"):
        sparseconv.convolve_file(batch[0], tmp_path / "out.h5", KERNEL, progress=fail)
    assert [path.name for path in tmp_path.iterdir()] == ["in.h5"]


def test_interrupted_and_resumed(tmp_path):
    """Ctrl-C comes when a part is done, and this part is not done again."""
    # Ignored by what a shell has started in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    path, output, n = tmp_path / "in.h5", tmp_path / "out.h5", 30000
    x = scipy.sparse.random(n, 64 * 48, 0.02, "csr", np.float32, random_state=0)
    sparseconv.write_batch(path, x, SHAPE)
    interrupted = []

    def interrupt(done, _):
        if done:
            interrupted.append(done)
            signal.raise_signal(signal.SIGINT)

    job = {"resume": True, "layout": "sharded", "memory_limit": 300 << 20}
    with pytest.raises(KeyboardInterrupt):
        sparseconv.convolve_file(path, output, KERNEL, progress=interrupt, **job)
    assert interrupted[0] < n and not output.exists()
    before = []
    sparseconv.convolve_file(path, output, KERNEL, progress=lambda n, _: before.append(n), **job)
    assert before[0] >= interrupted[0]
    expected = sparseconv.convolve(x, KERNEL, SHAPE)
    assert (sparseconv.read_batch(output)[0] != expected).nnz == 0


def test_errors(batch, tmp_path):
    path, _ = batch
    with pytest.raises(ValueError, match="nothing.h5"):
        sparseconv.convolve_file(tmp_path / "nothing.h5", tmp_path / "out.h5", KERNEL)
    with pytest.raises(ValueError, match="layout"):
        sparseconv.convolve_file(path, tmp_path / "out.h5", KERNEL, layout="none")
    with pytest.raises(TypeError, match="complex"):
        sparseconv.convolve_file(path, tmp_path / "out.h5", KERNEL * 1j)
    with pytest.raises(TypeError, match="names of results are of type str, but 1 is not"):
        sparseconv.convolve_file(path, tmp_path / "out.h5", {1: "box:3"})
    with pytest.raises(OSError, match="no/out.h5"):
        sparseconv.convolve_file(path, tmp_path / "no/out.h5", KERNEL)
    with pytest.raises(TypeError, match="memory_limit cannot be '4G': it must be .* 4 << 30"):
        sparseconv.convolve_file(path, tmp_path / "out.h5", KERNEL, memory_limit="4G")
    (tmp_path / "notes.h5").write_text("mine")
    with pytest.raises(ValueError, match="notes.h5"):
        sparseconv.convolve_file(path, tmp_path / "notes.h5", KERNEL)
    assert (tmp_path / "notes.h5").read_text() == "mine"
    sparseconv.convolve_file(path, tmp_path / "notes.h5", KERNEL, overwrite=True)
    assert sparseconv.read_batch(tmp_path / "notes.h5")[1] == SHAPE
