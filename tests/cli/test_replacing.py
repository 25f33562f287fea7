"""What is replaced, and what the new file has of the old one: owners, permissions, names."""

import os
import stat
import struct
import subprocess

import h5py
import numpy as np
import pytest
from program import (
    MPI_ENVIRONMENT,
    MPIRUN,
    SPARSECONV,
    arrays,
    fail,
    random_images,
    run,
    succeed,
    write_batch,
)

BOX = ("--filter", "box:3", "--progress", "off")
SHAPE = (8, 9)


@pytest.fixture
def source(tmp_path):
    matrix = random_images(np.random.default_rng(3), 6, SHAPE)[1]
    return write_batch(tmp_path / "in.h5", matrix, SHAPE)


@pytest.fixture
def wanted(source, tmp_path):
    succeed("convolve", source, tmp_path / "wanted.h5", *BOX)
    return arrays(tmp_path / "wanted.h5")


def test_a_batch_of_another_program_stays(tmp_path, source, wanted):
    matrix = random_images(np.random.default_rng(4), 2, SHAPE)[1]
    for name, group in (("data.h5", "footprints"), ("cells.h5ad", "X"), ("data.h5", "images")):
        path = write_batch(tmp_path / name, matrix, SHAPE, group)
        before = path.read_bytes()
        for command in (("convolve", source), ("import", source)):
            options = BOX if command[0] == "convolve" else ()
            error = fail(3, *command, f"{path}:{group}", *options)
            assert "is a batch that another program has written" in error
        assert path.read_bytes() == before
    output = f"{tmp_path / 'data.h5'}:footprints"
    succeed("convolve", source, output, *BOX, "--overwrite")
    assert arrays(tmp_path / "data.h5", "footprints") == wanted
    succeed("convolve", source, output, *BOX)  # now it is a result


def test_what_is_write_protected_stays(tmp_path, source, wanted):
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *BOX)
    output.chmod(0o444)
    before = output.read_bytes()
    for name in (output, f"{output}:images", f"{output}:more"):
        assert "write-protected" in fail(3, "convolve", source, name, "--filter", "box:5")
    assert output.read_bytes() == before
    succeed("convolve", source, output, *BOX, "--overwrite")
    assert arrays(output) == wanted


@pytest.mark.parametrize("damage", ["cut off", "left open"])
def test_a_file_that_cannot_be_opened_is_replaced_if_asked(tmp_path, source, wanted, damage):
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *BOX)
    if damage == "cut off":
        os.truncate(output, output.stat().st_size // 2)
    else:
        with open(output, "r+b") as file:
            file.seek(8)
            file.write(bytes([3]))  # the version of the superblock that has flags
            file.seek(11)
            file.write(bytes([1]))
    before = output.read_bytes()
    fail(3, "convolve", source, output, *BOX)
    assert output.read_bytes() == before
    succeed("convolve", source, output, *BOX, "--overwrite")
    assert arrays(output) == wanted


@pytest.mark.parametrize("group", ["obs", "var", "obs/images", "images", "blurred", "X/blurred",
                                   "layers", "obsm", "obsp/blurred", "varm/b", "layers/a/b"])
def test_places_that_anndata_does_not_know_are_no_outputs(tmp_path, source, group):
    error = fail(3, "convolve", source, f"{tmp_path}/new.h5ad:{group}", *BOX)
    assert "AnnData has no place for a batch there: name X, layers/NAME" in error
    assert os.listdir(tmp_path) == ["in.h5"]


@pytest.mark.parametrize("array", ["data", "indices", "indptr"])
def test_attributes_of_arrays_are_not_lost(tmp_path, source, array):
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *BOX)
    with h5py.File(output, "r+") as file:
        file["images"][array].attrs["unit"] = "photons"
    for target in (output, f"{output}:images"):
        assert f"attributes of '{array}'" in fail(3, "convolve", source, target, *BOX)
    succeed("convolve", source, output, *BOX, "--overwrite")


def test_what_is_among_checksums_is_not_lost(tmp_path, source):
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *BOX)
    with h5py.File(output, "r+") as file:
        file["images/checksums/mine"] = 1
    assert "'checksums/mine'" in fail(3, "convolve", source, output, *BOX)


def test_a_user_block_is_not_lost(tmp_path, source):
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *BOX)
    output.write_bytes(b"mine" * 128 + output.read_bytes())
    before = output.read_bytes()
    assert "bytes of others" in fail(3, "convolve", source, output, *BOX)
    assert output.read_bytes() == before
    succeed("convolve", source, f"{output}:images", "--filter", "box:5")
    assert output.read_bytes()[:512] == b"mine" * 128


def test_a_result_whose_arrays_are_damaged_is_replaced(tmp_path, source, wanted):
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *BOX)
    with h5py.File(output, "r+") as file:
        del file["images/data"]
        file["images/data"] = h5py.SoftLink("/nowhere")
    succeed("convolve", source, output, *BOX)
    assert arrays(output) == wanted


@pytest.mark.parametrize("spelling", ["./out.h5", "{}/out.h5", "folder/../out.h5"])
def test_a_report_is_not_the_output_by_another_name(tmp_path, source, monkeypatch, spelling):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    told = ("--report", spelling.format(tmp_path), "--overwrite")
    assert "this output is the file" in fail(3, "convolve", source, "out.h5", *BOX, *told)
    assert not (tmp_path / "out.h5").exists()


def test_no_output_is_a_filter_behind_a_link(tmp_path, source):
    weights = tmp_path / "weights.h5"
    with h5py.File(weights, "w") as file:
        file["w"] = np.ones((3, 3))
    with h5py.File(tmp_path / "link.h5", "w") as file:
        file["w"] = h5py.ExternalLink("weights.h5", "/w")
    before = weights.read_bytes()
    filter = ("--filter", f"{tmp_path}/link.h5:w", "--overwrite")
    error = fail(3, "convolve", source, weights, *filter)
    assert "this output is a file that is read" in error
    fail(3, "convolve", source, tmp_path / "out.h5", *filter, "--report", weights)
    assert weights.read_bytes() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to other groups")
def test_the_group_of_a_file_stays(tmp_path, source):
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *BOX)
    os.chown(output, -1, 54321)
    output.chmod(0o640)
    succeed("convolve", source, output, *BOX)
    state = output.stat()
    assert (state.st_gid, stat.S_IMODE(state.st_mode)) == (54321, 0o640)


@pytest.mark.parametrize("group", ["", ":other"])
def test_extended_attributes_of_a_file_stay(tmp_path, source, group):
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *BOX)
    # rw for the owner, r for user 1234 and for the group, but at most rw for both.
    entries = [(0x01, 6, 2**32 - 1), (0x02, 4, 1234), (0x04, 4, 2**32 - 1), (0x10, 6, 2**32 - 1),
               (0x20, 0, 2**32 - 1)]
    attributes = {"user.note": b"mine", "system.posix_acl_access": struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", *entry) for entry in entries)}
    try:
        for name, value in attributes.items():
            os.setxattr(output, name, value)
    except OSError:
        pytest.skip("the file system has no such attributes")
    mode = output.stat().st_mode
    succeed("convolve", source, f"{output}{group}", *BOX)
    assert {name: os.getxattr(output, name) for name in attributes} == attributes
    assert output.stat().st_mode == mode


@pytest.mark.parametrize("mode, folder_mode", [(0o600, 0o700), (0o640, 0o750), (0o644, 0o755)])
def test_shards_are_as_private_as_what_they_replace(tmp_path, source, mode, folder_mode):
    output = tmp_path / "out.h5"
    succeed("convolve", source, output, *BOX)
    output.chmod(mode)
    succeed("convolve", source, output, *BOX, "--layout", "sharded", umask=0o022)
    (folder,) = (tmp_path / "out.h5.shards").iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == folder_mode
    assert stat.S_IMODE(output.stat().st_mode) == mode


@pytest.mark.parametrize("group", ["50%", "a%%b", "100%b", "%"])
def test_percent_signs_in_names(tmp_path, source, wanted, group):
    """Which begin a pattern in the names of a virtual dataset's sources."""
    output = tmp_path / "out.h5"
    succeed("convolve", source, f"{output}:{group}", *BOX, "--layout", "sharded")
    assert arrays(output, group) == wanted
    with h5py.File(output) as file:  # as HDF5 itself reads it
        assert file[f"{group}/data"][:].tobytes() == wanted[0]
    again = tmp_path / "again.h5"
    succeed("convolve", f"{output}:{group}", again, "--filter", "box:1")
    assert arrays(again) == wanted


def test_a_report_is_no_part_of_the_input(tmp_path, source):
    succeed("convolve", source, tmp_path / "master.h5", *BOX, "--layout", "sharded")
    shard = next((tmp_path / "master.h5.shards").rglob("0*.h5"))
    before = shard.read_bytes()
    told = ("--report", shard, "--overwrite")
    error = fail(3, "convolve", tmp_path / "master.h5", tmp_path / "out.h5", *BOX, *told)
    assert f"{shard}: this output is a file that is read" in error
    assert shard.read_bytes() == before and not (tmp_path / "out.h5").exists()
    folder = ("--output-folder", tmp_path / "out")  # where another job has been done before
    done = run("convolve", source, tmp_path / "master.h5", *folder, *BOX, *told)
    assert done.returncode == 3 and "this output is a file that is read" in done.stderr
    assert "warning: " in done.stderr and "is not replaced" in done.stderr  # the report
    assert shard.read_bytes() == before


@pytest.mark.skipif(not MPIRUN, reason="built without MPI")
def test_ranks_that_read_different_inputs(tmp_path, source):
    """As from disks of their own."""
    for rank in range(2):
        (tmp_path / str(rank)).mkdir()
        (tmp_path / str(rank) / "in.h5").write_bytes(source.read_bytes())
    with h5py.File(tmp_path / "1" / "in.h5", "a") as file:
        file["images/data"][0] += 1
    command = (f"cd {tmp_path}/${{OMPI_COMM_WORLD_RANK:-$PMI_RANK}} && exec {SPARSECONV} convolve "
               f"in.h5 {tmp_path}/out.h5 --filter box:3")
    done = subprocess.run([*MPIRUN, "2", "sh", "-c", command], capture_output=True, text=True,
                          env={**os.environ, **MPI_ENVIRONMENT}, timeout=60)
    assert done.returncode != 0
    assert "rank 1 was given another job than rank 0, with another input" in done.stderr
    assert not (tmp_path / "out.h5").exists()
