"""Damaged files, files that promise more than they hold, and full disks: one line says where the
fault is, the exit code is 3 or 4, and nothing is left."""

import os
import random
import resource
import zlib

import h5py
import numpy as np
import pytest
from batch_files import (
    DATA,
    INDPTR,
    V110,
    assert_copy_refused,
    assert_refused,
    copy,
    run,
    write_batch,
    write_checksums,
)


def limit_memory():
    """Limits the memory, but not with AddressSanitizer, which reserves much more than it uses."""
    if "ASAN_OPTIONS" not in os.environ:
        resource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32))


HUGE = 2**36  # elements: 256 GiB of float

CLAIMS = {
    "contiguous": ("was made, but nothing was ever written to it: write all of it", {}),
    "chunked": ("was made, but nothing was ever written to it", {"chunks": (2**20,)}),
    "gzip": ("was made, but nothing", {"chunks": (2**20,), "compression": "gzip"}),
    "one chunk": ("only 1 of 65536 chunks", {"chunks": (2**20,), "compression": "gzip"}),
    "external": ("is stored in another file", {"external": [("elsewhere", 0, 4 * HUGE)]}),
}


@pytest.mark.parametrize("kind", CLAIMS)
def test_small_file_that_claims_to_be_huge(tmp_path, kind):
    message, options = CLAIMS[kind]
    write_batch(tmp_path / "in.h5", data=None, indices=None, indptr=np.array([0, 2, 2, HUGE]))
    with h5py.File(tmp_path / "in.h5", "a") as file:
        for name, dtype in {"data": np.float32, "indices": np.int32}.items():
            dataset = file["images"].create_dataset(name, (HUGE,), dtype, **options)
            if kind == "one chunk":
                dataset[:5] = 1
    assert os.path.getsize(tmp_path / "in.h5") < 30000
    assert_copy_refused(tmp_path / "in.h5", "images/data: " + message, preexec_fn=limit_memory)


def test_chunks_that_cannot_expand_so_far(tmp_path):
    """All chunks are there, but the file says that one is much larger than deflate can give."""
    options = {"chunks": (77,), "maxshape": (None,), "compression": "gzip"}
    write_batch(tmp_path / "in.h5", options=options)
    content = (tmp_path / "in.h5").read_bytes()
    for size in (4, 8):  # bytes of an element, which follows the length in the file
        old, new = (np.array([n, size], "<u4").tobytes() for n in (77, 77 << 20))
        assert old in content
        content = content.replace(old, new)
    (tmp_path / "in.h5").write_bytes(content)
    # HDF5 notices by itself since 1.14.
    messages = ("images/data: is said to have", "images/data: its chunks cannot be counted")
    assert_copy_refused(tmp_path / "in.h5", messages)


# What HDF5 says since 1.14, whatever the reason of the filter.
A_FILTER_FAILED = "cannot be read: filter returned failure during read: what is compressed"


def test_checksums_are_checked(tmp_path):
    copy(write_batch(tmp_path / "in.h5"), tmp_path / "sound.h5")
    content = (tmp_path / "sound.h5").read_bytes()
    assert content.count(DATA.tobytes()) == 1
    (tmp_path / "bad.h5").write_bytes(content.replace(DATA.tobytes(), (DATA + 1).tobytes()))
    messages = ("data error detected by Fletcher32", A_FILTER_FAILED)
    assert_copy_refused(tmp_path / "bad.h5", messages)


@pytest.mark.skipif("ASAN_OPTIONS" in os.environ, reason="AddressSanitizer reserves much more")
def test_memory_that_hdf5_does_not_get(tmp_path):
    """A chunk of 1 GiB, of which a filter needs nine bytes."""
    packer = zlib.compressobj()
    chunk = b"".join(packer.compress(bytes(2**20)) for _ in range(2**10)) + packer.flush()
    with h5py.File(tmp_path / "in.h5", "w") as file:
        options = {"maxshape": (None, None), "chunks": (2**15, 2**15), "compression": "gzip"}
        file.create_dataset("filter", (3, 3), np.int8, **options)
        file["filter"].id.write_direct_chunk((0, 0), chunk)
    limit = (2**30, 2**30)
    done = run(
        "filter",
        f"{tmp_path}/in.h5:filter",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
    )
    if A_FILTER_FAILED in done.stderr:
        assert_refused(done)
    else:
        assert_refused(done, "in.h5:filter: cannot be read: memory allocation failed", code=4)


def sound_files(tmp_path):
    """Small files of six kinds: five as h5py writes them, and one as our program does. The last two
    have checksums of all data that is read."""
    plain = write_batch(tmp_path / "plain.h5")
    new = write_batch(tmp_path / "new.h5", libver=("v110", "v110"))
    # Chunks of 3: one changed bit makes 0 of 1, 2 or 4, and HDF5 1.10 divides by this number.
    gzip = write_batch(tmp_path / "gzip.h5", options={"chunks": (3,), "compression": "gzip"})
    # Checksums of chunks, and headers without any.
    sums = write_batch(tmp_path / "sums.h5", options={"chunks": (3,), "fletcher32": True})
    ours = copy(plain, tmp_path / "ours.h5")
    blocks = write_batch(tmp_path / "blocks.h5", libver=V110, indptr=None)
    with h5py.File(blocks, "a", libver=V110) as file:
        file["images"].create_dataset("indptr", data=INDPTR, fletcher32=True)
    write_checksums(blocks, 2)
    return [path.read_bytes() for path in (plain, new, gzip, sums, blocks, ours)]


def test_truncated_files(tmp_path):
    for content in sound_files(tmp_path):
        for i in range(20):
            (tmp_path / "in.h5").write_bytes(content[: len(content) * i // 20])
            assert_copy_refused(tmp_path / "in.h5")


def damaged(rng, content):
    """A copy with one to four bytes changed."""
    content = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(content)


def arrays(path):
    with h5py.File(path) as file:
        return [file["images"][name][:].tobytes() for name in ("data", "indices", "indptr")]


def copy_damaged(tmp_path, content):
    """Copies a damaged file. Returns the arrays of the copy, if the file is not refused."""
    (tmp_path / "in.h5").write_bytes(content)
    done = run("copy", tmp_path / "in.h5", tmp_path / "out.h5", 2)
    if done.returncode != 0:
        assert_refused(done)
        assert not (tmp_path / "out.h5").exists()
        return None
    assert done.stderr == ""
    result = arrays(tmp_path / "out.h5")
    (tmp_path / "out.h5").unlink()
    return result


def test_random_damage(tmp_path):
    """Damage is found, or is in bytes that do not matter, or in values without checksum. There is
    never a crash."""
    rng = random.Random(1)
    refused = 0
    *others, blocks, ours = sound_files(tmp_path)
    right = arrays(tmp_path / "ours.h5")
    for content in (*others, blocks, ours):
        for _ in range(60):
            result = copy_damaged(tmp_path, damaged(rng, content))
            refused += result is None
            assert result in (None, right) or content in others
    assert refused > 50


def test_every_bit_of_checksums_and_what_they_are_for(tmp_path):
    """One wrong bit in the arrays, in the checksums of blocks, or in the headers of either."""
    *_, blocks, _ = sound_files(tmp_path)
    with h5py.File(tmp_path / "blocks.h5") as file:
        datasets = [file["images"][name] for name in ("data", "indices")]
        ranges = [(d.id.get_offset(), d.nbytes) for d in datasets]
        for name in ("data", "indices"):
            chunk = file["images/checksums"][name].id.get_chunk_info(0)
            ranges.append((chunk.byte_offset, chunk.size))
    rng = random.Random(2)
    for first, n in ranges:
        for at in range(first, first + n):
            content = bytearray(blocks)
            content[at] ^= 1 << rng.randrange(8)
            assert copy_damaged(tmp_path, bytes(content)) is None


def test_damaged_descriptions_of_virtual_datasets(tmp_path):
    """The descriptions are in the global heap, which HDF5 1.10 uses without any check."""
    copy(write_batch(tmp_path / "plain.h5"), tmp_path / "part.h5")
    write_batch(tmp_path / "sound.h5", libver=V110, data=None, indices=None)
    with h5py.File(tmp_path / "sound.h5", "a", libver=V110) as file:
        for name, dtype in {"data": np.float32, "indices": np.int32}.items():
            layout = h5py.VirtualLayout((3,), dtype)
            source = h5py.VirtualSource("part.h5", f"images/{name}", (3,))
            layout[:2], layout[2:] = source[:2], source[2:]
            file["images"].create_virtual_dataset(name, layout)
    sound = (tmp_path / "sound.h5").read_bytes()
    right = arrays(tmp_path / "part.h5")
    rng = random.Random(3)
    outcomes = [copy_damaged(tmp_path, sound) == right]
    first, last = sound.index(b"GCOL"), sound.rindex(b"part.h5") + 200
    for at in rng.sample([i for i in range(first, last) if sound[i] != 0], 200):
        content = bytearray(sound)
        content[at] ^= 1 << rng.randrange(8)
        result = copy_damaged(tmp_path, bytes(content))
        assert result in (None, right)
        outcomes.append(result == right)
    assert outcomes[0] and outcomes.count(False) > 50


def test_elements_without_bytes(tmp_path):
    """HDF5 1.10 takes 0 for the size of a number."""
    options = {"chunks": (3,), "fletcher32": True}
    content = write_batch(tmp_path / "sound.h5", options=options).read_bytes()
    for kind in (b"\x10", b"\x11"):  # a datatype message, version 1: whole numbers, or others
        for at in (i for i in range(len(content) - 8) if content[i : i + 1] == kind):
            for size in (4, 8):
                if content[at + 4 : at + 8] == size.to_bytes(4, "little"):
                    bad = content[: at + 4] + bytes(4) + content[at + 8 :]
                    assert copy_damaged(tmp_path, bad) is None


def replaced(content, at, new):
    """A copy with other bytes from a place on."""
    return content[:at] + new + content[at + len(new) :]


def test_chunks_without_extent(tmp_path):
    """HDF5 1.10 divides by the extents of chunks, though it checks some of them first."""
    content = write_batch(tmp_path / "sound.h5", options={"chunks": (3,)}).read_bytes()
    layout = b"\x03\x02\x02"  # a layout message: its version, chunks, one dimension and the element
    assert content.count(layout) == 3
    at = content.index(layout)
    assert copy_damaged(tmp_path, content)
    for damage in (b"\x03\x02\x00", b"\x03\x02\x01", b"\x02\x02\x02", b"\x01\x02\x02"):
        assert copy_damaged(tmp_path, replaced(content, at, damage)) is None
    for extent in (11, 15):  # of the dimension, and of the element
        assert copy_damaged(tmp_path, replaced(content, at + extent, bytes(4))) is None


def test_places_that_are_none(tmp_path):
    """HDF5 1.10 crashes if it has to follow one of the addresses that lead from the root group to the
    chunks and it has all bits set, as where a disk lost a block."""
    content = write_batch(tmp_path / "sound.h5", options={"chunks": (3,)}).read_bytes()
    none = b"\xff" * 8
    assert copy_damaged(tmp_path, content)
    marks = [b"TREE", b"SNOD", b"HEAP"]
    starts = [i for i in range(0, len(content), 8) if content[i : i + 4] in marks]
    addresses = {int.to_bytes(start, 8, "little") for start in starts}
    places = [i for i in range(0, len(content) - 8, 8) if content[i : i + 8] in addresses]
    assert len(places) >= 10
    outcomes = [copy_damaged(tmp_path, replaced(content, at, none)) for at in places]
    assert outcomes.count(None) >= 6
    for start in starts:
        copy_damaged(tmp_path, replaced(content, start + 8, none * 4))


def key_of_chunk(path, name):
    """Where the sizes and places of chunks begin for a chunk: 4 bytes with its own size, 4 with the
    filters it skips, and 8 for its place in each dimension."""
    with h5py.File(path) as file:
        chunk = file["images"][name].id.get_chunk_info(0)
    key = np.array([chunk.size, 0], "<u4").tobytes() + np.zeros(2, "<u8").tobytes()
    content = path.read_bytes()
    return content, content.index(key + np.uint64(chunk.byte_offset).tobytes())


CHUNKS = {"plain": {}, "sums": {"fletcher32": True}, "gzip": {"compression": "gzip"}}


@pytest.mark.parametrize("kind", CHUNKS)
def test_damaged_sizes_of_chunks(tmp_path, kind):
    """HDF5 gives zeros for a chunk that it does not find, and crashes on one that is shorter than its
    checksum."""
    options = {"chunks": (2,), **CHUNKS[kind]}
    write_batch(tmp_path / "sound.h5", options=options)
    content, at = key_of_chunk(tmp_path / "sound.h5", "data")
    assert copy_damaged(tmp_path, content)
    for size in (0, 1, 3, 2**31 - 1, 2**32 - 1):
        assert copy_damaged(tmp_path, replaced(content, at, np.uint32(size).tobytes())) is None
    for place in (2, 2**32):
        damage = replaced(content, at + 8, np.uint64(place).tobytes())
        assert copy_damaged(tmp_path, damage) is None


@pytest.mark.parametrize("kind", CHUNKS)
def test_chunks_of_dense_images_that_are_too_large(tmp_path, kind):
    """A chunk that is said to be wider than what is stored of it."""
    with h5py.File(tmp_path / "in.h5", "w") as file:
        filter = np.arange(1.0, 10).reshape(3, 3)
        file.create_dataset("filter", data=filter, chunks=(3, 3), **CHUNKS[kind])
    content = (tmp_path / "in.h5").read_bytes()
    extents = np.array([3, 3, 8], "<u4").tobytes()
    assert content.count(extents) == 1
    assert run("filter", f"{tmp_path}/in.h5:filter").returncode == 0
    for width in (4, 3 + 256, 3 + 65536):
        damage = replaced(content, content.index(extents) + 4, np.uint32(width).tobytes())
        (tmp_path / "in.h5").write_bytes(damage)
        assert_refused(run("filter", f"{tmp_path}/in.h5:filter"), "in.h5:filter: ")


@pytest.mark.parametrize("limit", [0, 5000, 100_000, 1_000_000, 2_300_000])
def test_full_disk(tmp_path, limit):
    """A limit on the size of files stands for a full disk."""
    n = 300_000
    arrays = {"data": np.ones(n, np.float32), "indices": np.zeros(n, np.int32)}
    indptr = np.arange(0, n + 1, n // 3)
    source = write_batch(tmp_path / "in.h5", indptr=indptr, **arrays)
    output = tmp_path / "out/out.h5"
    output.parent.mkdir()
    options = {
        "restore_signals": False,  # SIGXFSZ stays ignored, as it is in Python
        "preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    }
    done = run("copy", source, output, 2, **options)
    if "Assertion" in done.stderr:  # HDF5 2 that checks itself ends the program: see what is left
        assert not output.exists()
        copy(source, output)
        assert os.listdir(output.parent) == ["out.h5"]
    else:
        assert_refused(done, "File too large", code=4)
        assert os.listdir(output.parent) == []
