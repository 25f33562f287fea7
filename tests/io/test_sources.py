"""Which files a batch consists of, and what is said when a file is changed while it is read."""

import fcntl
import os
import resource
import subprocess

import h5py
import numpy as np
import pytest
from batch_files import DATA, TOOL, V110, assert_refused, copy, run, write_batch, write_checksums

LONG_AGO = (1_000_000_000, 1_000_000_000)  # so that every write changes the time


def write_linked(folder):
    """Writes a group that two external links lead to, an array that one more link leads to, and a
    virtual array of two sources. Returns the path and all files."""
    write_batch(folder / "batch.h5", libver=V110, data=None, indices=None)
    write_batch(folder / "other.h5")
    for name in ("a.h5", "b.h5", "unused.h5"):
        with h5py.File(folder / name, "w") as file:
            file["part"] = DATA[:2] if name == "a.h5" else DATA[2:]
    layout = h5py.VirtualLayout((3,), np.float32)
    layout[:2] = h5py.VirtualSource("a.h5", "part", (2,))
    layout[2:] = h5py.VirtualSource("b.h5", "part", (1,))
    with h5py.File(folder / "batch.h5", "a", libver=V110) as file:
        file["images"].create_virtual_dataset("data", layout)
        file["images/indices"] = h5py.ExternalLink("other.h5", "/images/indices")
        file["unused"] = h5py.ExternalLink("unused.h5", "/part")
    for name, target in {"outer.h5": "middle.h5", "middle.h5": "batch.h5"}.items():
        with h5py.File(folder / name, "w") as file:
            file["images"] = h5py.ExternalLink(target, "/images")
    names = ["outer.h5", "middle.h5", "batch.h5", "other.h5", "a.h5", "b.h5"]
    for name in names:
        os.utime(folder / name, LONG_AGO)
    return folder / "outer.h5", [str(folder / name) for name in names]


class Watched:
    """A reader that has been made for a batch, and waits."""

    def __init__(self, path, **options):
        self.process = subprocess.Popen(
            [TOOL, "watch", path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        self.files = list(iter(lambda: self.process.stdout.readline().strip(), ""))

    def go_on(self, command):
        out, err = self.process.communicate(command, timeout=60)
        return subprocess.CompletedProcess("watch", self.process.returncode, out, err)


def test_checksums_of_another_file_are_part_of_a_batch(tmp_path):
    path = write_checksums(write_batch(tmp_path / "batch.h5", libver=V110), 2)
    with h5py.File(path, "a", libver=V110) as file, h5py.File(tmp_path / "sums.h5", "w") as other:
        file.copy("images/checksums", other)
        del file["images/checksums"]
        file["images/checksums"] = h5py.ExternalLink("sums.h5", "/checksums")
    watched = Watched(path)
    assert sorted(watched.files) == [str(path), str(tmp_path / "sums.h5")]
    assert watched.go_on("read").returncode == 0


def test_files_of_a_batch(tmp_path):
    path, files = write_linked(tmp_path)
    watched = Watched(path)
    assert watched.files[0] == str(path)
    assert sorted(watched.files) == sorted(files)
    done = watched.go_on("read")
    assert (done.returncode, done.stderr) == (0, "")


def test_paths_are_absolute_and_without_links(tmp_path):
    path, files = write_linked(tmp_path)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    os.symlink(path, folder / "link.h5")
    for name in ("link.h5", "../outer.h5"):
        watched = Watched(name, cwd=folder)
        assert sorted(watched.files) == sorted(files)
        watched.go_on("check")


def truncate(path):
    os.truncate(path, os.path.getsize(path) - 8)


def append(path):
    with open(path, "ab") as file:
        file.write(b"more")


def overwrite(path):
    with open(path, "r+b") as file:
        content = file.read()
        file.seek(0)
        file.write(content)


def replace(path):
    with open(path, "rb") as file, open(f"{path}.new", "wb") as new:
        new.write(file.read())
    os.utime(f"{path}.new", LONG_AGO)
    os.rename(f"{path}.new", path)


CHANGES = {
    truncate: "it has ",
    append: "it has ",
    overwrite: "it was written to",
    replace: "another file has its name",
    os.unlink: "it is gone",
}


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_changed_files(tmp_path, change, number):
    for command in ("check", "read"):
        (tmp_path / command).mkdir()
        path, files = write_linked(tmp_path / command)
        watched = Watched(path)
        change(files[number])
        done = watched.go_on(command)
        message = f"{files[number]}: was changed while it was read ({CHANGES[change]}"
        assert done.returncode == 3 and message in done.stderr, done
        assert done.stderr.endswith("): leave it as it is, and try again\n")


def test_link_that_leads_elsewhere(tmp_path):
    for name in ("a.h5", "b.h5"):
        write_batch(tmp_path / name)
    os.symlink("a.h5", tmp_path / "in.h5")
    watched = Watched(tmp_path / "in.h5")
    (tmp_path / "in.h5").unlink()
    os.symlink("b.h5", tmp_path / "in.h5")
    assert "in.h5: was changed" in watched.go_on("check").stderr


@pytest.mark.parametrize("fraction", [0.01, 0.5])
def test_failure_after_a_change_is_put_down_to_it(tmp_path, fraction):
    """HDF5 finds damage in a file that was overwritten, or zeros in a file that was cut off."""
    n = 300_000
    arrays = {"data": np.ones(n, np.float32), "indices": np.zeros(n, np.int32)}
    options = {"compression": "gzip", "fletcher32": True}
    path = write_batch(tmp_path / "in.h5", indptr=[0, 9, 9, n], options=options, **arrays)
    watched = Watched(path)
    os.truncate(path, int(os.path.getsize(path) * fraction))
    done = watched.go_on("read")
    assert done.returncode == 3 and "in.h5: was changed while it was read (it has" in done.stderr


def write_parts(folder, n):
    """Writes a batch in which every element of `data` is in a separate file."""
    data = np.arange(1, n + 1, dtype=np.float32)
    layout = h5py.VirtualLayout((n,), np.float32)
    for i in range(n):
        with h5py.File(folder / f"part{i}.h5", "w") as file:
            file["part"] = data[i : i + 1]
        layout[i : i + 1] = h5py.VirtualSource(f"part{i}.h5", "part", (1,))
    indices = np.zeros(n, np.int32)
    path = write_batch(
        folder / "in.h5", libver=V110, data=None, indices=indices, indptr=[0, 1, 1, n]
    )
    with h5py.File(path, "a", libver=V110) as file:
        file["images"].create_virtual_dataset("data", layout)
    return path, data


def test_more_sources_than_files_may_be_open(tmp_path):
    """HDF5 gives zeros for a source that it cannot open."""
    path, data = write_parts(tmp_path, 80)
    done = run(
        "read", path, 0, 3, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
    )
    assert (done.returncode, done.stderr) == (0, "")
    np.testing.assert_array_equal(np.array(done.stdout.split()[1::2], float), data)


def test_source_that_cannot_be_opened_any_more(tmp_path):
    path, _ = write_parts(tmp_path, 9)
    watched = Watched(path)
    with open(tmp_path / "part7.h5", "rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = watched.go_on("read")
    assert done.returncode == 4 and "part7.h5: cannot be opened: " in done.stderr
    assert "another program may have it open for writing" in done.stderr


def test_sources_in_folders_of_the_environment(tmp_path):
    """HDF5 looks for sources first in folders that a variable names, then beside the file."""
    path, data = write_parts(tmp_path, 3)
    folder = tmp_path / "moved"
    folder.mkdir()
    os.rename(tmp_path / "part1.h5", folder / "part1.h5")
    assert_refused(run("read", path, 0, 3), "part1.h5: there is no such file")
    environment = {**os.environ, "HDF5_VDS_PREFIX": f"/nowhere:{folder}"}
    done = run("read", path, 0, 3, env=environment)
    np.testing.assert_array_equal(np.array(done.stdout.split()[1::2], float), data)
    assert str(folder / "part1.h5") in Watched(path, env=environment).files


def test_sources_beside_the_file_to_which_a_link_leads(tmp_path):
    path, data = write_parts(tmp_path, 3)
    (tmp_path / "folder").mkdir()
    os.symlink(path, tmp_path / "folder/link.h5")
    done = run("read", tmp_path / "folder/link.h5", 0, 3)
    np.testing.assert_array_equal(np.array(done.stdout.split()[1::2], float), data)


def test_virtual_datasets_that_hdf5_would_fill(tmp_path):
    """Two sources for the first element, and none for the second."""
    path, _ = write_parts(tmp_path, 3)
    layout = h5py.VirtualLayout((3,), np.float32)
    for to, part in ((0, 0), (0, 1), (2, 2)):
        layout[to : to + 1] = h5py.VirtualSource(f"part{part}.h5", "part", (1,))
    with h5py.File(path, "a", libver=V110) as file:
        del file["images/data"]
        file["images"].create_virtual_dataset("data", layout)
    assert_refused(run("read", path, 0, 3), "do not cover it, or overlap")


def test_sources_with_checksums_of_blocks(tmp_path):
    write_checksums(write_batch(tmp_path / "part.h5"), 2)
    layout = h5py.VirtualLayout((3,), np.float32)
    layout[:] = h5py.VirtualSource("part.h5", "images/data", (3,))
    path = write_batch(tmp_path / "in.h5", libver=V110, data=None)
    with h5py.File(path, "a", libver=V110) as file:
        file["images"].create_virtual_dataset("data", layout)
    copy(path, tmp_path / "out.h5")
    content = (tmp_path / "part.h5").read_bytes()
    (tmp_path / "part.h5").write_bytes(content.replace(DATA.tobytes(), (DATA + 1).tobytes()))
    assert_refused(run("read", path, 0, 3), "elements 0 to 1 have another checksum")
