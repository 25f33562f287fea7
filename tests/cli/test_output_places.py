"""Outputs in files that hold other things, through links, and in annotated matrices."""

import os
import signal

import anndata
import h5py
import numpy as np
import pytest
import scipy.sparse
from outputs import BOX, GAUSSIAN, LAYOUTS, OPTIONS, RANKS, WITHOUT_END, data, limited, names, tree
from program import arrays, fail, finish, read_batch, run, start, succeed, wait_for, write_batch

# Files that hold other things.


def test_a_group_is_added_to_a_file(tmp_path, data):
    output = tmp_path / "results.h5"
    with h5py.File(output, "w") as file:
        file["traces"] = np.arange(10.0)
        file["deep/er/kept"] = "text"
        file.attrs["note"] = "mine"
    os.chmod(output, 0o640)
    for ranks in RANKS:
        for layout in LAYOUTS:
            for name in ("blurred", "deep/er/blurred"):
                target = f"{output}:{name}"
                succeed("convolve", data["source"], target, *BOX, "--layout", layout, ranks=ranks)
                assert read_batch(output, name).nnz > 0
    with h5py.File(output) as file:
        assert set(file) == {"traces", "deep", "blurred"} and file.attrs["note"] == "mine"
        assert np.array_equal(file["traces"], np.arange(10.0))
        assert file["deep/er/kept"].asstr()[()] == "text"
    assert output.stat().st_mode & 0o777 == 0o640


def test_generate_adds_a_group_too(tmp_path):
    output = tmp_path / "results.h5"
    with h5py.File(output, "w") as file:
        file["traces"] = np.arange(10.0)
    images = ("--images", 3, "--shape", "4,5", "--density", 0.5)
    succeed("generate", f"{output}:random", *images)
    succeed("generate", f"{output}:random", *images)
    with h5py.File(output) as file:
        assert set(file) == {"traces", "random"}
    before = output.read_bytes()
    assert "traces" in fail(3, "generate", output, *images)
    assert output.read_bytes() == before
    succeed("generate", output, *images, "--overwrite")
    with h5py.File(output) as file:
        assert set(file) == {"images"}


@pytest.mark.parametrize("name", ["out.npz", "out.csv", "out.png"])
def test_names_of_other_formats(tmp_path, name):
    images = ("--images", 3, "--shape", "4,5", "--density", 0.5)
    error = fail(3, "generate", tmp_path / name, *images)
    assert f"{tmp_path / name}: an output is an HDF5 file, whatever its name: call it out.h5" in error
    assert list(tmp_path.iterdir()) == []
    succeed("generate", tmp_path / name, *images, "--overwrite")


def others(folder):
    """Files that are no results of ours, by what the message calls them."""
    (folder / "text.h5").write_text("my notes")
    np.save(folder / "array.npy", np.ones(3))
    np.savez(folder / "arrays.npz", np.ones(3))
    with h5py.File(folder / "traces.h5", "w") as file:
        file["traces"] = np.arange(3)
    write_batch(folder / "batch.h5", scipy.sparse.csr_matrix((2, 12)), (3, 4))
    return {
        "text.h5": "text",
        "array.npy": "NumPy",
        "arrays.npz": "zip",
        "traces.h5": "'traces'",
        "batch.h5": "'images'",
    }


@pytest.mark.parametrize("name", ["text.h5", "array.npy", "arrays.npz", "traces.h5", "batch.h5"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_no_result_is_not_replaced(tmp_path, data, name, layout):
    holds = others(tmp_path)[name]
    output, before = tmp_path / name, tree(tmp_path)
    job = ("convolve", data["source"], output, *BOX, "--layout", layout)
    message = fail(3, *job)
    assert str(output) in message and holds in message and "--overwrite" in message
    assert tree(tmp_path) == before
    succeed(*job, "--overwrite")
    assert arrays(output) == data["box"]


def test_what_is_no_batch_is_not_replaced_in_a_file(tmp_path, data):
    output = tmp_path / "results.h5"
    with h5py.File(output, "w") as file:
        file["traces"] = np.arange(3)
        file["group/thing"] = 1
    before = output.read_bytes()
    for name in ("traces", "group"):
        assert "no batch" in fail(3, "convolve", data["source"], f"{output}:{name}", *BOX)
    fail(3, "convolve", data["source"], f"{output}:traces/blurred", *BOX)
    assert output.read_bytes() == before
    succeed("convolve", data["source"], f"{output}:traces", *BOX, "--overwrite")
    with h5py.File(output) as file:
        assert set(file) == {"traces", "group"} and "indptr" in file["traces"]


def test_what_lies_in_the_group_of_a_result_is_not_lost(tmp_path, data):
    output = tmp_path / "results.h5"
    succeed("convolve", data["source"], output, *BOX)
    message = fail(3, "convolve", data["source"], f"{output}:images/sub", *BOX)
    assert "results.h5:images: exists and is a batch, and no group of batches" in message
    with h5py.File(output, "a") as file:
        file["images/mine"] = [1, 2]
    before = output.read_bytes()
    for place in (output, f"{output}:images"):
        assert "'mine'" in fail(3, "convolve", data["source"], place, *BOX)
    assert output.read_bytes() == before
    succeed("convolve", data["source"], f"{output}:images", *BOX, "--overwrite")
    assert arrays(output) == data["box"]


def test_attributes_of_a_result_are_not_lost(tmp_path, data):
    output = tmp_path / "results.h5"
    succeed("convolve", data["source"], output, *BOX)
    with h5py.File(output, "a") as file:
        file["images"].attrs["note"] = "mine"
    before = output.read_bytes()
    for place in (output, f"{output}:images"):
        message = fail(3, "convolve", data["source"], place, *BOX)
        assert "results.h5:images: exists and holds the attribute 'note'" in message
    assert output.read_bytes() == before
    succeed("convolve", data["source"], output, *BOX, "--overwrite")
    assert arrays(output) == data["box"]


def test_own_attributes_are_replaced(tmp_path, data):
    """Whatever a result says of how it was made, a further result replaces it."""
    output = tmp_path / "results.h5"
    convolve = ("convolve", data["source"], output, *BOX)
    succeed(*convolve, "--boundary", "mirror", "--threshold", 0.1, "--normalize", "max")
    succeed(*convolve, "--correlate", "--adjoint", "--mode", "full")
    succeed(*convolve, "--at-entries")
    succeed("import", data["source"], output)
    succeed("generate", output, "--images", 3, "--shape", "4,5", "--density", 0.5)
    succeed(*convolve)
    assert arrays(output) == data["box"]


def test_no_file_is_named(data):
    assert "names no file" in fail(3, "convolve", data["source"], ":", *BOX)


def test_a_file_is_where_shards_have_to_be(tmp_path, data):
    (tmp_path / "out.h5.shards").write_text("mine")
    message = fail(3, "convolve", data["source"], tmp_path / "out.h5", *BOX)
    assert "out.h5.shards: is in the way" in message
    assert (tmp_path / "out.h5.shards").read_text() == "mine"


def test_an_empty_file_is_filled(tmp_path, data):
    (tmp_path / "out.h5").touch()
    succeed("convolve", data["source"], tmp_path / "out.h5", *BOX)
    assert arrays(tmp_path / "out.h5") == data["box"]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_followed(tmp_path, data, layout, there):
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "real.h5", tmp_path / "out.h5"
    if there:
        target.touch()
    link.symlink_to("far/real.h5")
    succeed("convolve", data["source"], link, *BOX, "--layout", layout)
    assert link.is_symlink() and arrays(link) == arrays(target) == data["box"]
    assert names(tmp_path) == ["far", "out.h5"]


def test_links_in_circles_are_refused(tmp_path, data):
    (tmp_path / "a.h5").symlink_to("b.h5")
    (tmp_path / "b.h5").symlink_to("a.h5")
    fail(4, "convolve", data["source"], tmp_path / "a.h5", *BOX)


def test_why_a_folder_cannot_be_entered_is_told(tmp_path, data):
    (tmp_path / "loop").symlink_to("loop")
    message = fail(4, "convolve", data["source"], tmp_path / "loop" / "out.h5", "--filter", "box:3")
    assert "Too many levels of symbolic links" in message


def test_standard_output_is_no_file_for_a_batch(tmp_path, data):
    fail(2, "convolve", data["source"], "-", *BOX, cwd=tmp_path)
    fail(2, "generate", "-", "--images", 1, "--shape", "2,2", "--density", 1, cwd=tmp_path)
    assert names(tmp_path) == []


def test_there_is_no_room_for_the_copy(tmp_path, data):
    """The other things in the file are not given up for want of room."""
    output = tmp_path / "results.h5"
    with h5py.File(output, "w") as file:
        file["traces"] = np.random.default_rng(0).random(100_000)
    before = output.read_bytes()
    fail(4, "convolve", data["source"], f"{output}:blurred", *BOX, preexec_fn=limited(400_000))
    assert output.read_bytes() == before and names(tmp_path) == ["results.h5"]


# AnnData.


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("ranks", RANKS)
def test_an_annotated_matrix(tmp_path, data, layout, ranks):
    output = tmp_path / "cells.h5ad"
    job = ("convolve", data["source"])
    succeed(*job, output, *BOX, "--layout", layout, ranks=ranks)
    cells = anndata.read_h5ad(output)
    assert cells.shape == (40, 600) and list(cells.obs_names[:3]) == ["0", "1", "2"]
    wanted = read_batch(output, "X")
    assert (cells.X != wanted).nnz == 0 and wanted.nnz > 0
    succeed(*job, output, *BOX, "--layout", layout, ranks=ranks)  # replaces a result of ours
    succeed(*job, f"{output}:layers/blurred", *GAUSSIAN, "--layout", layout, ranks=ranks)
    cells = anndata.read_h5ad(output)
    assert set(cells.layers) == {"blurred"} and (cells.X != wanted).nnz == 0
    assert cells.layers["blurred"].nnz > wanted.nnz
    assert "layers" in fail(3, *job, output, *BOX)


def rename_a_cell(file):
    index, attributes = file["obs/_index"], dict(file["obs/_index"].attrs)
    names = ["cell", *index.asstr()[1:]]
    del file["obs/_index"]
    file["obs"].create_dataset("_index", data=names, dtype=h5py.string_dtype())
    file["obs/_index"].attrs.update(attributes)


def rename_a_pixel(file):
    names = file["var/_index"]
    names[0] = "p"


@pytest.mark.parametrize("change", [
    rename_a_cell,
    rename_a_pixel,
    lambda file: file.attrs.update(note="mine"),
    lambda file: file["obs"].attrs.update(note="mine"),
    lambda file: file["var/_index"].attrs.update(note="mine"),
])
def test_changes_of_an_annotated_matrix_are_not_lost(tmp_path, data, change):
    output = tmp_path / "cells.h5ad"
    succeed("convolve", data["source"], output, *BOX)
    with h5py.File(output, "r+") as file:
        change(file)
    before = output.read_bytes()
    assert "is not a result that a new one could replace" in fail(
        3, "convolve", data["source"], output, *BOX)
    assert output.read_bytes() == before


def test_attributes_around_layers_are_not_lost(tmp_path, data):
    output = tmp_path / "cells.h5ad"
    job = ("convolve", data["source"], output, *BOX, "--filter", "disk:2")
    for _ in range(2):
        succeed(*job)
    with h5py.File(output, "r+") as file:
        file["layers"].attrs["note"] = "mine"
    assert "is not a result that a new one could replace" in fail(3, *job)


def test_layers_of_ones_own_annotated_matrix(tmp_path, data):
    output = tmp_path / "mine.h5ad"
    cells = anndata.AnnData(read_batch(data["source"]))
    cells.obs["area"] = np.arange(40)
    cells.write_h5ad(output)
    succeed("convolve", data["source"], f"{output}:layers/blurred", *BOX)
    read = anndata.read_h5ad(output)
    assert list(read.obs["area"]) == list(range(40)) and set(read.layers) == {"blurred"}
    before = output.read_bytes()
    message = fail(3, "convolve", data["source"], f"{output}:layers/full", *BOX, "--mode", "full")
    assert "600 pixels" in message and output.read_bytes() == before


def names_as_a_category(frame):
    frame.index = frame.index.astype("category")


def names_that_may_be_missing(frame):
    anndata.settings.allow_write_nullable_strings = True
    frame.index = frame.index.astype("string")


@pytest.mark.parametrize("rename", [names_as_a_category, names_that_may_be_missing])
def test_layers_beside_other_names(tmp_path, data, rename):
    output = tmp_path / "mine.h5ad"
    cells = anndata.AnnData(read_batch(data["source"]))
    rename(cells.obs)
    try:
        cells.write_h5ad(output)
    except Exception:
        pytest.skip("this anndata writes no such names")
    finally:
        anndata.settings.reset("allow_write_nullable_strings")
    succeed("convolve", data["source"], f"{output}:layers/blurred", *BOX)
    read = anndata.read_h5ad(output)
    assert set(read.layers) == {"blurred"} and list(read.obs_names) == list(cells.obs_names)


def test_layers_beside_the_tables_of_old_anndata(tmp_path, data):
    output = tmp_path / "old.h5ad"
    succeed("convolve", data["source"], output, *BOX)
    with h5py.File(output, "r+") as file:
        for name, n in (("obs", 40), ("var", 600)):
            del file[name]
            file[name] = np.array([(str(i).encode(),) for i in range(n)], dtype=[("index", "S4")])
    succeed("convolve", data["source"], f"{output}:layers/blurred", *BOX)
    with h5py.File(output) as file:
        assert file["obs"].shape == (40,) and set(file["layers"]) == {"blurred"}


@pytest.mark.parametrize("group, names", [("obsm/full", {"obs"}), ("uns/full", {"obs"})])
def test_results_of_other_shapes_in_an_annotated_matrix(tmp_path, data, group, names):
    full = ("convolve", data["source"], *BOX, "--mode", "full")
    succeed("convolve", data["source"], tmp_path / "cells.h5ad", *BOX)
    for name in ("cells.h5ad", "new.h5ad"):
        succeed(*full, f"{tmp_path / name}:{group}")
        part = getattr(anndata.read_h5ad(tmp_path / name), group[: -len("/full")])["full"]
        assert (part != read_batch(tmp_path / name, group)).nnz == 0
    with h5py.File(tmp_path / "new.h5ad") as file:
        assert set(file) & {"obs", "var"} == names


def test_the_matrix_of_anndata_among_several(tmp_path, data):
    output = tmp_path / "cells.h5ad"
    succeed("convolve", data["source"], output, *BOX)
    succeed("convolve", data["source"], f"{output}:layers/blurred", *GAUSSIAN)
    succeed("convolve", output, tmp_path / "a.h5", *BOX)
    succeed("convolve", f"{output}:X", tmp_path / "b.h5", *BOX)
    succeed("compare", tmp_path / "a.h5", tmp_path / "b.h5")


def test_the_report_tells_of_all_files_of_the_input(tmp_path, data):
    import json

    succeed("convolve", data["source"], tmp_path / "in.h5", *BOX, "--layout", "sharded")
    report = tmp_path / "report.json"
    succeed("convolve", tmp_path / "in.h5", tmp_path / "out.h5", *BOX, "--report", report)
    shards = [path.stat().st_size for path in tmp_path.rglob("0*.h5")]
    size = (tmp_path / "in.h5").stat().st_size
    assert json.loads(report.read_text())["bytes"]["read"] == size + sum(shards)


def test_two_jobs_to_one_output(tmp_path, data):
    """A second job, which waits some seconds for the first to end, is told that it is at work."""
    output = tmp_path / "out.h5"
    wide = ("--filter", "gaussian:5", *OPTIONS)
    process = start("convolve", data["source"], output, *wide, *WITHOUT_END)
    wait_for(lambda: (tmp_path / "out.h5.shards").exists())
    done = run("convolve", data["source"], output, *BOX)
    assert done.returncode == 4 and "another job is at work" in done.stderr
    process.send_signal(signal.SIGTERM)
    assert finish(process).returncode == 143 and names(tmp_path) == []
