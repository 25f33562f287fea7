"""Runs the program, and makes and reads the files that it works on."""

import json
import os
import pathlib
import re
import shlex
import signal
import struct
import subprocess
import time
import uuid
import zlib

import anndata
import h5py
import numpy as np
import pytest
import scipy.sparse
from batches import read_batch

COMMANDS = ("compare", "convolve", "generate", "import", "info", "view")
SPARSECONV = os.path.join(os.environ["SPARSECONV_BIN"], "sparseconv")
SEED = int(os.environ.get("SPARSECONV_TEST_SEED", 0))  # of moments for a kill; .ci/seeds has others

MPIRUN = shlex.split(os.environ.get("SPARSECONV_MPIRUN", ""))
# Ranks of an MPI that do not leave their core to others while they wait take minutes where there are
# more of them than cores.
MOST_RANKS = int(os.environ.get("SPARSECONV_TEST_RANKS", 1000))
MPI_SETTINGS = pathlib.Path(__file__).parents[2] / "examples" / "mpi_settings"
MPI_ENVIRONMENT = {
    **dict(re.findall(r"^([A-Z]\w+)=(.*)$", MPI_SETTINGS.read_text(), re.MULTILINE)),
    "OMP_NUM_THREADS": "1",
    "OMP_PROC_BIND": "false",
}

# For tests of how much memory the program takes, of which a sanitizer takes much more.
limits_memory = pytest.mark.skipif(
    "ASAN_OPTIONS" in os.environ, reason="AddressSanitizer takes more memory than this"
)


def skip_without_libzip(archive):
    """Skips a test for which the program has to read zip archives, of which this is one."""
    if "with libzip" in run("info", archive).stderr:
        pytest.skip("built without libzip")


def start(*arguments, ranks=None, **options):
    """Starts the program, or that many ranks of it under mpirun, without waiting for the end."""
    command = [SPARSECONV, *map(str, arguments)]
    if ranks is not None:
        if ranks > MOST_RANKS:
            pytest.skip(f"here are at most {MOST_RANKS} ranks")
        command = [*MPIRUN, str(ranks), *command]
        options["env"] = {**options.get("env", os.environ), **MPI_ENVIRONMENT}
    mark = uuid.uuid4().hex
    options["env"] = {**options.get("env", os.environ), "SPARSECONV_TEST_RUN": mark}
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    process = subprocess.Popen(command, start_new_session=True, **options)
    process.mark = f"SPARSECONV_TEST_RUN={mark}".encode()
    return process


def environment_of(pid):
    """The environment with which a process began, empty if it has ended or is somebody else's."""
    try:
        return pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def processes_of(process):
    """Numbers of all processes that start() has made and that still run: mpirun and its ranks, which
    may be in a session of their own."""
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [pid for pid in pids if process.mark in environment_of(pid)]


def name_of(pid):
    """The name of the program that a process runs, or None if the process has ended."""
    try:
        return open(f"/proc/{pid}/comm").read().strip()
    except (FileNotFoundError, ProcessLookupError):
        return None


def ranks_of(process):
    """Numbers of the processes that run the program itself."""
    return [pid for pid in processes_of(process) if name_of(pid) == "sparseconv"]


def kill(process):
    """Kills everything that start() has made, and waits until it is gone. Returns whether it still
    ran."""
    still_ran = process.poll() is None
    while pids := processes_of(process):
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.005)
    process.communicate()
    return still_ran and process.returncode == -signal.SIGKILL


def finish(process):
    """Waits for the program, which is killed if it hangs."""
    try:
        out, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        kill(process)
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, out.decode(), err.decode())


def run(*arguments, **options):
    done = finish(start(*arguments, **options))
    # One run in a thousand or so, Open MPI 4 does not notice in time that a rank has ended well
    # (https://github.com/open-mpi/ompi/issues/7833).
    overlooked = "with PID 0 on" in done.stderr and "exiting improperly" in done.stderr
    return finish(start(*arguments, **options)) if overlooked else done


def succeed(*arguments, **options):
    done = run(*arguments, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fail(code, *arguments, **options):
    """Runs the program, which must end with this code and a message of one line."""
    done = run(*arguments, **options)
    assert done.returncode == code, (done.returncode, done.stderr)
    if options.get("ranks") is None:
        assert done.stderr.startswith("sparseconv: error: "), done.stderr
        assert done.stderr.count("\n") == 1 and done.stderr.endswith("\n"), done.stderr
        return done.stderr
    errors = [line for line in done.stderr.splitlines() if "sparseconv: error: " in line]
    assert len(errors) == 1, done.stderr  # without the lines that mpirun adds
    return errors[0]


def spaces():
    """The execution spaces that the program is built for."""
    return re.search(r"--space (\S+)", succeed("convolve", "--help")).group(1).split("|")


def methods():
    """The methods that the program knows, `automatic` among them."""
    return re.search(r"--method (\S+)", succeed("convolve", "--help")).group(1).split("|")


def with_too_many_threads():
    """An environment with more threads than cores, as far as Kokkos knows so many, and no other
    settings of OpenMP."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("OMP_")}
    threads = min(512, 2 * len(os.sched_getaffinity(0)))
    return {**environment, "OMP_NUM_THREADS": str(threads)}


def write_batch(path, matrix, image_shape=None, group="images"):
    """Writes a CSR matrix as anndata does, however its columns are ordered."""
    with h5py.File(path, "a") as file:
        anndata.io.write_elem(file, group, matrix)
        if image_shape is not None:
            file[group].attrs["image-shape"] = np.array(image_shape, np.int64)
    return path


def wait_for(condition):
    """Waits until something is true, which it has to become in time."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def shards_of(output):
    """Files of the shards of all jobs with this output, by the rows with which they begin."""
    return sorted(output.parent.glob(f"{output.name}.shards/*/0*.h5"), key=lambda path: path.name)


def manifests_of(output):
    """The manifests of the ranks of all jobs with this output: a list of lines for each rank.
    A manifest that is being begun, `manifest.RANK.partial`, does not count, nor does a line that is
    being written."""
    files = output.parent.glob(f"{output.name}.shards/*/manifest.*[0-9]")
    lines = [file.read_text().rpartition("\n")[0].splitlines() for file in files]
    return [[json.loads(line) for line in lines_of_rank] for lines_of_rank in lines]


def manifest_line(said):
    """A line of a manifest, which ends with the checksum of what it says."""
    text = json.dumps(said, separators=(",", ":"))
    return json.dumps({**said, "checksum": zlib.crc32(text.encode())}, separators=(",", ":")) + "\n"


def attributes(path, group="images"):
    with h5py.File(path) as file:
        return dict(file[group].attrs)


def random_images(rng, n, shape, density=0.3, dtype=np.float64):
    """Dense images, and the same images as a CSR matrix."""
    dense = rng.normal(size=(n, *shape)) * (rng.random((n, *shape)) < density)
    dense = dense.astype(dtype)
    return dense, scipy.sparse.csr_matrix(dense.reshape(n, -1))


def reordered(image, order):
    """Entries of an image in another order. An entry that comes several times has different values,
    so that their sum tells in which order they were added."""
    data = image.data[order] * np.cos(np.arange(len(order))).astype(image.dtype)
    return scipy.sparse.csr_matrix((data, image.indices[order], [0, len(order)]), image.shape)


def without_order(image):
    """All entries of an image in reverse order, with two more for every other pixel."""
    more = np.arange(0, image.nnz, 2)
    return reordered(image, np.concatenate([np.arange(image.nnz), more, more])[::-1])


def arrays(path, group="images"):
    """The arrays of a batch, which must be the same, byte by byte, however the file was made."""
    batch = read_batch(path, group)
    return batch.data.tobytes(), batch.indices.tobytes(), batch.indptr.tobytes()


def undisturbed(folder, seed, shape, densities, options):
    """An input with an image of each density, every other image without order, and the result of an
    undisturbed run."""
    rng = np.random.default_rng(seed)
    images = [random_images(rng, 1, shape, density, np.float32)[1] for density in densities]
    images[1::2] = map(without_order, images[1::2])
    matrix = scipy.sparse.vstack(images, format="csr")
    source = write_batch(folder / "in.h5", matrix, shape)
    succeed("convolve", source, folder / "out.h5", *options)
    return source, arrays(folder / "out.h5")


def read_png(path):
    """The pixels of a PNG file of 8-bit RGB without interlacing, as (height, width, 3)."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, header = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length :][:4])[0]
        header = struct.unpack(">IIBBBBB", body) if kind == b"IHDR" else header
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    width, height = header[:2]
    assert header[2:] == (8, 2, 0, 0, 0)
    lines = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + 3 * width)
    return unfilter(lines, height, width)


def unfilter(lines, height, width):
    """Undoes the filters of PNG lines."""
    pixels = np.zeros((height + 1, width + 1, 3), np.int64)  # with zeros above and to the left
    for row, line in enumerate(lines):
        kind, values = line[0], line[1:].reshape(width, 3).astype(np.int64)
        above, this = pixels[row], pixels[row + 1]
        if kind in (0, 2):
            this[1:] = values + (above[1:] if kind == 2 else 0)
        elif kind == 1:
            this[1:] = np.cumsum(values, axis=0)
        else:
            for x in range(width):
                this[x + 1] = values[x] + predict(kind, this[x], above[x + 1], above[x])
                this[x + 1] %= 256
        this %= 256
    return pixels[1:, 1:].astype(np.uint8)


def predict(kind, left, above, corner):
    if kind == 3:
        return (left + above) // 2
    estimate = left + above - corner
    distances = np.abs(estimate - np.stack([left, above, corner]))
    return np.choose(np.argmin(distances, axis=0), [left, above, corner])
