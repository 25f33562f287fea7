"""Mutants of sound files, read by io_tool and by h5py:

    SPARSECONV_BIN=build/bin python tests/io/fuzz.py [MUTANTS [SEED [FIRST]]]

A mutant is refused as the tests of damage have it, or what is read is what h5py reads. Mutant N of a
seed is always the same, and FIRST is the N to begin with. Mutants that are read wrongly are kept in
fuzz/, in the working folder.
"""

import collections
import multiprocessing
import os
import pathlib
import pickle
import random
import shutil
import sys
import tempfile

import h5py
import numpy as np
from batch_files import assert_refused, run
from test_damage import damaged, sound_files

KINDS = ("plain", "new", "gzip", "sums", "blocks", "ours")  # of sound_files()
INTERESTING = (0, 1, 2, 3, 127, 128, 255, 256, 2**15, 2**31 - 1, 2**31, 2**32 - 1, 2**63, 2**64 - 1)


def with_another_field(rng, content):
    """A copy in which a number of 1 to 8 bytes is one at which programs stumble."""
    content = bytearray(content)
    size = rng.choice([1, 2, 4, 8])
    at = rng.randrange(len(content) - size)
    value = rng.choice(INTERESTING) % 2 ** (8 * size)
    content[at : at + size] = value.to_bytes(size, "little")
    return bytes(content)


def with_a_piece_moved(rng, content):
    """A copy in which up to 64 bytes stand in another place, too."""
    content = bytearray(content)
    size = rng.randint(2, 64)
    source, target = (rng.randrange(len(content) - size) for _ in range(2))
    content[target : target + size] = content[source : source + size]
    return bytes(content)


def with_a_lost_block(rng, content):
    """A copy in which a disk has lost some bytes: all bits are 0, or all are set."""
    size = rng.choice([8, 16, 64, 512])
    at = rng.randrange(len(content) - size) // 8 * 8
    return content[:at] + rng.choice([b"\0", b"\xff"]) * size + content[at + size :]


def cut(rng, content):
    return content[: rng.randrange(len(content))]


MUTATIONS = (damaged, damaged, with_another_field, with_another_field, with_a_piece_moved,
             with_a_lost_block, cut)


def mutant(seed, number, files):
    """\\return the kind of file that it was, and its content"""
    rng = random.Random(f"{seed} {number}")
    kind = rng.randrange(len(KINDS))
    return KINDS[kind], rng.choice(MUTATIONS)(rng, files[kind])


def read(path):
    """data, indices and indptr, by h5py."""
    with h5py.File(path, "r") as file:
        return [file["images"][name][:] for name in ("data", "indices", "indptr")]


def read_in_a_child(path):
    """The same, or None where h5py or the HDF5 that it has does not read the file, or crashes."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            with os.fdopen(into, "wb") as pipe:
                pickle.dump(read(path), pipe)
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(text) if text else None


def outcome(kind, path, output):
    """What became of a mutant. \\throws AssertionError, TimeoutExpired if that is wrong"""
    done = run("copy", path, output, 2)
    if done.returncode != 0:
        assert_refused(done, code=4 if done.returncode == 4 else 3)
        assert not output.exists()
        return "refused"
    assert done.stderr == ""
    ours = read(output)
    output.unlink()
    theirs = read_in_a_child(path)
    if theirs is None:
        return "read by us alone"
    for a, b in zip(ours, theirs):
        assert np.array_equal(a, b.astype(a.dtype), equal_nan=a.dtype.kind == "f"), (ours, theirs)
    return "read"


def check(number):
    kind, content = mutant(check.seed, number, check.files)
    folder = check.folder / str(number)
    folder.mkdir()
    (folder / "in.h5").write_bytes(content)
    try:
        return number, kind, outcome(kind, folder / "in.h5", folder / "out.h5"), content
    except Exception as error:  # noqa: BLE001, as the next mutant is to be tried all the same
        return number, kind, f"WRONG: {type(error).__name__}: {error}", content
    finally:
        shutil.rmtree(folder)


def prepare(seed, files, folder):
    check.seed, check.files, check.folder = seed, files, folder


def main(mutants=10_000, seed=1, first=0):
    print(f"mutants {first} to {first + mutants} of seed {seed}")
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        files = sound_files(folder)
        with multiprocessing.Pool(os.cpu_count(), prepare, (seed, files, folder)) as pool:
            for number, kind, what, content in pool.imap_unordered(
                check, range(first, first + mutants), chunksize=20
            ):
                counts[what.split(":")[0]] += 1
                if what == "read by us alone":
                    print(f"{number}, {kind}: {what}")
                elif what.startswith("WRONG"):
                    os.makedirs("fuzz", exist_ok=True)
                    pathlib.Path("fuzz", f"{seed}_{number}_{kind}.h5").write_bytes(content)
                    print(f"{number}, {kind}: {what}")
    print(", ".join(f"{what}: {n}" for what, n in sorted(counts.items())))
    assert counts["refused"] and counts["read"], "one kind of outcome never came about"
    return counts["WRONG"] != 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
