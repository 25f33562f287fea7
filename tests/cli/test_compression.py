"""Compressed results: the same arrays, in less room."""

import re

import h5py
import numpy as np
import pytest
from program import (
    MPIRUN,
    arrays,
    fail,
    finish,
    read_batch,
    run,
    shards_of,
    start,
    succeed,
    undisturbed,
    wait_for,
    write_batch,
)

SHAPE = (40, 50)
FILTER = ("--filter", "gaussian:2", "--progress", "off")
GZIP = 1  # the number by which HDF5 knows this filter
SHUFFLE, FLETCHER32 = 2, 3


def available():
    """The kinds of compression that the program offers, without levels."""
    text = re.search(r"--compression (\S+)", succeed("convolve", "--help")).group(1)
    return [kind.removesuffix("[:LEVEL]") for kind in text.split("|")]


AVAILABLE = available()


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    """An input, and the result of an uncompressed run."""
    densities = 3 * [*14 * [0.02], 0.6]
    return undisturbed(tmp_path_factory.mktemp("undisturbed"), 21, SHAPE, densities, FILTER[:2])


def filters(path, name="data"):
    """Numbers of HDF5's filters that an array went through."""
    with h5py.File(path) as file:
        properties = file["images"][name].id.get_create_plist()
        return [properties.get_filter(i)[0] for i in range(properties.get_nfilters())]


def assert_gzip(path):
    for name in ("data", "indices", "indptr"):
        assert filters(path, name) == [SHUFFLE, GZIP, FLETCHER32], name


@pytest.mark.parametrize("kind", AVAILABLE)
def test_every_kind_that_is_offered(tmp_path, job, kind):
    source, wanted = job
    succeed("convolve", source, tmp_path / "out.h5", *FILTER, "--compression", kind)
    assert "no fault" in succeed("info", tmp_path / "out.h5")
    succeed("compare", source.parent / "out.h5", tmp_path / "out.h5")
    if kind in ("none", "gzip"):  # h5py reads these without plugins
        assert arrays(tmp_path / "out.h5") == wanted


def test_none_and_gzip_are_always_there():
    assert AVAILABLE[:2] == ["none", "gzip"]


def test_arrays_are_shuffled_compressed_and_checked(tmp_path, job):
    source, _ = job
    succeed("convolve", source, tmp_path / "out.h5", *FILTER, "--compression", "gzip")
    assert_gzip(tmp_path / "out.h5")
    succeed("convolve", source, tmp_path / "out.h5", *FILTER)
    assert filters(tmp_path / "out.h5") == [FLETCHER32]


def test_it_takes_less_room(tmp_path, job):
    """Columns take next to no room, as they are runs of successive numbers."""
    source, _ = job
    succeed("convolve", source, tmp_path / "out.h5", *FILTER, "--compression", "gzip")
    with h5py.File(tmp_path / "out.h5") as file:
        columns = file["images/indices"]
        assert columns.id.get_storage_size() < 0.1 * columns.nbytes
    assert (tmp_path / "out.h5").stat().st_size < 0.7 * (source.parent / "out.h5").stat().st_size


def test_levels(tmp_path, job):
    source, wanted = job
    sizes = []
    for level in ("gzip:1", "gzip", "gzip:9"):
        succeed("convolve", source, tmp_path / "out.h5", *FILTER, "--compression", level)
        assert arrays(tmp_path / "out.h5") == wanted
        sizes.append((tmp_path / "out.h5").stat().st_size)
    assert sizes[0] == sizes[1] != sizes[2]


@pytest.mark.parametrize(
    "text, message",
    [
        ("gzip:0", "from 1 to 9, not 0"),
        ("gzip:10", "from 1 to 9, not 10"),
        ("gzip:x", "'x' in the compression 'gzip:x' is not a level"),
        ("gzip:", "not a level"),
        ("gzip:99999999999999999999", "not a level"),
        ("lzf:1", "there is no compression 'lzf:1': use one of none, gzip[:LEVEL]"),
        ("none:1", "there is no compression"),
        ("bzip2", "use one of none, gzip[:LEVEL]"),
        ("", "there is no compression ''"),
    ],
)
def test_what_is_no_compression(tmp_path, job, text, message):
    options = (*FILTER, "--compression", text)
    assert message in fail(2, "convolve", job[0], tmp_path / "out.h5", *options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", sorted({"lzf", "zstd"} - set(AVAILABLE)))
def test_what_is_missing_says_how_to_get_it(tmp_path, job, kind):
    options = (*FILTER, "--compression", kind)
    error = fail(2, "convolve", job[0], tmp_path / "out.h5", *options)
    assert f"cannot compress with {kind}, but with none, gzip" in error
    assert "HDF5_PLUGIN_PATH" in error


def test_out_of_core(tmp_path):
    made = ("--images", 3000, "--shape", "100,100", "--density", 0.02)
    succeed("generate", tmp_path / "in.h5", *made)
    command = ("convolve", tmp_path / "in.h5", tmp_path / "out.h5", "--filter", "box:3")
    succeed(*command)
    wanted = arrays(tmp_path / "out.h5")
    limit = ("--memory-limit", "40M", "--verbose", "--progress", "off")
    done = run(*command, *limit, "--compression", "gzip")
    assert done.returncode == 0 and done.stderr.count("detail: slice with ") > 3, done.stderr
    assert arrays(tmp_path / "out.h5") == wanted
    assert_gzip(tmp_path / "out.h5")


@pytest.mark.parametrize("ranks", [None, 1, 2, 3] if MPIRUN else [None])
@pytest.mark.parametrize("layout", ["single", "sharded"])
def test_by_ranks_and_in_shards(tmp_path, job, layout, ranks):
    source, wanted = job
    options = (*FILTER, "--compression", "gzip", "--layout", layout, "--shard-size", "40K")
    succeed("convolve", source, tmp_path / "out.h5", *options, ranks=ranks)
    assert arrays(tmp_path / "out.h5") == wanted
    assert "no fault" in succeed("info", tmp_path / "out.h5")
    for path in shards_of(tmp_path / "out.h5") if layout == "sharded" else [tmp_path / "out.h5"]:
        assert_gzip(path)


@pytest.mark.parametrize("layout", ["single", "sharded"])
@pytest.mark.parametrize("ranks", [None, 2] if MPIRUN else [None])
def test_a_run_goes_on_where_another_was_ended(tmp_path, job, ranks, layout):
    source, wanted = job
    output = tmp_path / "out.h5"
    options = (*FILTER, "--compression", "gzip", "--resume", "--shard-size", "40K")
    options += ("--layout", layout)
    slowly = ("--repeat", 2000, "--kokkos-num-threads=1")  # for seconds after the first shards
    process = start("convolve", source, output, *options, *slowly)
    wait_for(lambda: len(shards_of(output)) >= 2)
    process.terminate()
    assert finish(process).returncode == 143
    kept = {path: path.stat().st_mtime_ns for path in shards_of(output)}
    assert len(kept) >= 2
    succeed("convolve", source, output, *options, ranks=ranks)
    assert arrays(output) == wanted
    shards = {path: path.stat().st_mtime_ns for path in shards_of(output)}
    if layout == "sharded":
        assert kept.items() <= shards.items()
    for path in shards or [output]:
        assert_gzip(path)


def test_shards_of_another_compression_do_not_count(tmp_path, job):
    source, wanted = job
    options = (*FILTER, "--resume", "--layout", "sharded", "--shard-size", "40K")
    succeed("convolve", source, tmp_path / "out.h5", *options)
    succeed("convolve", source, tmp_path / "out.h5", *options, "--compression", "gzip")
    assert arrays(tmp_path / "out.h5") == wanted
    for path in shards_of(tmp_path / "out.h5"):
        assert_gzip(path)


def test_compressed_inputs(tmp_path, job):
    source, wanted = job
    matrix = read_batch(source)
    with h5py.File(tmp_path / "in.h5", "w") as file:
        group = file.create_group("images")
        group.attrs.update({"encoding-type": "csr_matrix", "encoding-version": "0.1.0",
                            "shape": matrix.shape, "image-shape": SHAPE})
        for name in ("data", "indices", "indptr"):
            group.create_dataset(name, data=getattr(matrix, name), compression="gzip")
    succeed("convolve", tmp_path / "in.h5", tmp_path / "out.h5", *FILTER)
    assert arrays(tmp_path / "out.h5") == wanted


def test_generate(tmp_path):
    made = ("--images", 50, "--shape", "64,64", "--blobs", 1)
    succeed("generate", tmp_path / "a.h5", *made)
    succeed("generate", tmp_path / "b.h5", *made, "--compression", "gzip:9")
    assert arrays(tmp_path / "a.h5") == arrays(tmp_path / "b.h5")
    assert_gzip(tmp_path / "b.h5")


def test_damage_is_seen(tmp_path, job):
    source, _ = job
    succeed("convolve", source, tmp_path / "out.h5", *FILTER, "--compression", "gzip")
    with h5py.File(tmp_path / "out.h5") as file:
        where = file["images/data"].id.get_chunk_info(0)
    content = bytearray((tmp_path / "out.h5").read_bytes())
    content[where.byte_offset + where.size // 2] ^= 1
    (tmp_path / "out.h5").write_bytes(content)
    fail(3, "info", tmp_path / "out.h5")
