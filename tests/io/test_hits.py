"""Lists of hits, in texts and in HDF5: sorted into images, with hits at the same pixel added up."""

import h5py
import numpy as np
import pytest
import scipy.sparse
from batch_files import assert_refused, run

SHAPE = (5, 7)
HITS = np.array(  # image 1 has none
    [(2, 4, 6, 1), (0, 3, 1, 2.5), (0, 0, 6, -1), (3, 1, 1, 1e-3), (0, 3, 1, 0.25), (2, 4, 5, 8)]
)
TABLE = [("image", "<u4"), ("row", ">i2"), ("column", "<i8"), ("weight", "<f4")]


pytestmark = pytest.mark.usefixtures("temporary_files")


def matrix_of(hits, n_images, shape=SHAPE):
    """The images, by the oracle: SciPy adds up what has the same row and column."""
    images, rows, columns = (hits[:, i].astype(int) for i in range(3))
    entries = (hits[:, 3], (images, rows * shape[1] + columns))
    matrix = scipy.sparse.coo_matrix(entries, (n_images, shape[0] * shape[1])).tocsr()
    matrix.sort_indices()
    return matrix


def counts(hits):
    return np.column_stack([hits[:, :3], np.ones(len(hits))])


def entries_of(matrix):
    return list(zip(matrix.indices.tolist(), matrix.data.tolist()))


def read(path, first, last, *options):
    return run("read", path, first, last, *options)


def assert_read(path, matrix, shape=SHAPE, parts=()):
    """Reads all images, and parts of them."""
    option = "{},{}".format(*shape)
    for first, last in [(0, matrix.shape[0]), *parts]:
        done = read(path, first, last, option)
        assert (done.returncode, done.stderr) == (0, "")
        lines = [line.split() for line in done.stdout.splitlines()]
        expected = entries_of(matrix[first:last])
        assert [int(column) for column, _ in lines] == [column for column, _ in expected]
        values = [float(value) for _, value in lines]
        np.testing.assert_allclose(values, [value for _, value in expected], 1e-5)


def text_of(hits, separator, columns=range(4)):
    return "".join(separator.join(f"{hit[i]:g}" for i in columns) + "\n" for hit in hits)


@pytest.mark.parametrize("separator", [",", " ", "\t", ";", "   ", " , "])
def test_texts(tmp_path, separator):
    path = tmp_path / "hits.csv"
    path.write_text(text_of(HITS, separator))
    assert_read(path, matrix_of(HITS, 4), parts=[(0, 1), (1, 2), (2, 4), (4, 4)])
    path.write_text(text_of(HITS, separator, range(3)))
    assert_read(path, matrix_of(counts(HITS), 4))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_comments_and_line_ends(tmp_path, end, mark):
    text = "# hits of run 7, sorted by nothing\n\n" + text_of(HITS, ",").replace("\n", " # seen\n")
    (tmp_path / "hits.csv").write_bytes((mark + text.replace("\n", end)).encode())
    assert_read(tmp_path / "hits.csv", matrix_of(HITS, 4))


@pytest.mark.parametrize("columns", [(0, 1, 2, 3), (3, 2, 0, 1), (2, 1, 0), (1, 0, 2)])
def test_headers(tmp_path, columns):
    names = [["image", "row", "column", "weight"][i] for i in columns]
    text = "# a comment\n" + " , ".join(names) + "\n" + text_of(HITS, ",", columns)
    (tmp_path / "hits.csv").write_text(text)
    assert_read(tmp_path / "hits.csv", matrix_of(HITS if 3 in columns else counts(HITS), 4))


def test_headers_of_other_programs(tmp_path):
    for header in ('"image","row","column","weight"', "Image,Row,Column,Weight"):
        (tmp_path / "hits.csv").write_text(header + "\n" + text_of(HITS, ","))
        assert_read(tmp_path / "hits.csv", matrix_of(HITS, 4))


def test_numbers_as_numpy_writes_them(tmp_path):
    np.savetxt(tmp_path / "hits.txt", HITS)
    assert "e+00 " in (tmp_path / "hits.txt").read_text()
    assert_read(tmp_path / "hits.txt", matrix_of(HITS, 4))


def many_hits(n, n_images=300, shape=(60, 80)):
    """Enough hits for several runs, at far fewer pixels."""
    rng = np.random.default_rng(7)
    rows, columns = rng.integers(0, shape[0], n), rng.integers(0, shape[1], n) // 9 * 8
    hits = np.column_stack([rng.integers(0, n_images, n), rows, columns, rng.integers(1, 9, n)])
    hits[-1, 0] = n_images - 1
    return hits, shape, n_images


def test_hits_of_several_runs(tmp_path):
    hits, shape, n_images = many_hits(4_500_000)
    with h5py.File(tmp_path / "in.h5", "w") as file:
        for i, name in enumerate(("image", "row", "column", "weight")):
            file[name] = hits[:, i].astype(np.int32)
    assert_read(tmp_path / "in.h5", matrix_of(hits, n_images, shape), shape, [(n_images - 2, 300)])


def test_texts_of_several_blocks(tmp_path):
    hits, shape, n_images = many_hits(200_000)
    (tmp_path / "hits.csv").write_text(text_of(hits, ","))
    assert (tmp_path / "hits.csv").stat().st_size > 2 << 20
    assert_read(tmp_path / "hits.csv", matrix_of(hits, n_images, shape), shape)


@pytest.mark.parametrize("options", [{}, {"chunks": (4,), "compression": "gzip"}], ids=str)
def test_tables(tmp_path, options):
    names = ["weight", "column", "image", "row"]
    for types in (TABLE, [(name, dict(TABLE)[name]) for name in names], TABLE[:3]):
        rows = np.zeros(len(HITS), [*types, ("time", "<f8")])
        for i, (name, _) in enumerate(TABLE[: len(types)]):
            rows[name] = HITS[:, i]
        with h5py.File(tmp_path / "in.h5", "w") as file:
            file.create_dataset("run7/hits", data=rows, **options)
        hits = HITS if len(types) == 4 else counts(HITS)
        assert_read(f"{tmp_path}/in.h5:run7/hits", matrix_of(hits, 4))


@pytest.mark.parametrize("group", ["/", "run7", "images"])
def test_groups_of_arrays(tmp_path, group):
    with h5py.File(tmp_path / "in.h5", "w") as file:
        for i, (name, dtype) in enumerate(TABLE):
            file[f"{group}/{name}"] = HITS[:, i].astype(dtype)
        file[f"{group}/time"] = np.arange(9.0)
    path = tmp_path / "in.h5"
    assert_read(path, matrix_of(HITS, 4))
    with h5py.File(tmp_path / "in.h5", "a") as file:
        del file[f"{group}/weight"]
    assert_read(f"{path}:{group}", matrix_of(counts(HITS), 4))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("unnamed", ["", '""'])
def test_unnamed_numbers_of_lines(tmp_path, unnamed, separator):
    """As pandas writes a table, and R, which puts names and numbers of lines in quotes."""
    lines = text_of(HITS, separator).splitlines()
    header = separator.join([unnamed, "image", "row", "column", "weight"])
    numbered = [f'"{i}"{separator}{line}' for i, line in enumerate(lines, 1)]
    (tmp_path / "hits.csv").write_text("\n".join([header, *numbered]))
    assert_read(tmp_path / "hits.csv", matrix_of(HITS, 4))


def test_header_that_is_a_comment(tmp_path):
    """As numpy.savetxt makes it."""
    columns = [3, 2, 1, 0]
    names = ["image", "row", "column", "weight"]
    np.savetxt(tmp_path / "hits.csv", HITS[:, columns], "%g", ",",
               header="run 7\n" + ",".join(names[i] for i in columns))
    assert_read(tmp_path / "hits.csv", matrix_of(HITS, 4))


def test_comment_after_the_first_hit(tmp_path):
    """It is not about the columns; the comment before it is."""
    text = "# image, column, row, weight\n0,6,1,2 # row, column, image, weight\n1,0,4,3\n"
    (tmp_path / "hits.csv").write_text(text)
    hits = np.array([[0, 1, 6, 2], [1, 4, 0, 3]])
    assert_read(tmp_path / "hits.csv", matrix_of(hits, 2))


def test_no_hits(tmp_path):
    for text in ("image,row,column\n", "# none\n"):
        (tmp_path / "hits.csv").write_text(text)
        assert_refused(read(tmp_path / "hits.csv", 0, 1, "5,7"), "no images 0 to 1 among 0")
        assert_read(tmp_path / "hits.csv", scipy.sparse.csr_matrix((0, 35)))


WRONG_TEXTS = {
    "would be 1500000001 images, for 2 hits: number the images without gaps": "0,1,1\n1500000000,1,1\n",
    "line 1: ',' does not begin a list of hits": ",\n0,0,0\n",
    "line 2: row 5, column 0 is not in an image of 5x7": "0,0,0\n0,5,0\n",
    "line 3: row 0, column 7 is not in an image": "# two\n0,0,0\n0,0,7\n",
    "line 1: row -1, column 0 is not in an image": "0,-1,0\n",
    "line 1: image -1 is not one of 2147483647": "-1,0,0\n",
    "line 2: image 1700000000000 is not one of": "0,0,0\n1700000000000 ,0,0\n",
    "line 1: has 2 numbers, but a line of a list": "0,0\n",
    "line 1: has 5 numbers, but a line of a list": "0,0,0,1,1\n",
    "line 2: has 4 numbers, but the lines above have 3": "0,0,0\n0,0,0,1\n",
    "line 3: has 3 numbers, but the lines above have 4": "weight,image,row,column\n1,0,0,0\n0,0,0",
    "line 1: '0.5' is not a whole number": "0,0.5,0\n",
    "line 1: '99999999999999999999' is too long a number": "0,0,99999999999999999999\n",
    "line 2: has 3 numbers, but the lines above have 4": ",image,row,column\n0,0,0\n",
    "line 1: ',row,column' does not begin": ",row,column\n0,0,0\n",
    "line 2: 'x' is not a finite number": "0,0,0\n0,x,0\n",
    "line 1: 'nan' is not a finite number": "0,0,0,nan\n",
    "line 1: an empty cell beside ','": "0,,0\n",
    "line 1: both ',' and blanks separate": "0 0 0 0,5\n",
    "line 1: 'frame,row,column' does not begin a list of hits": "frame,row,column\n0,0,0\n",
    "line 2: 'image,row,column,charge' does not begin": "#\nimage,row,column,charge\n0,0,0,1\n",
    "line 1: 'image,row,column,row' does not begin": "image,row,column,row\n0,0,0,1\n",
    "line 1: 'image,row' does not begin": "image,row\n0,0\n",
    "line 2: 'Dear reader' does not begin a list of hits": "# A letter\nDear reader\n",
}


@pytest.mark.parametrize("message", WRONG_TEXTS)
def test_wrong_texts(tmp_path, message):
    (tmp_path / "hits.csv").write_text(WRONG_TEXTS[message])
    assert_refused(read(tmp_path / "hits.csv", 0, 1, "5,7"), f"hits.csv: {message}")


def test_shape_and_order(tmp_path):
    path = tmp_path / "hits.csv"
    path.write_text("0,0,0\n")
    message = "is not an HDF5 file but a text, which is read as a list of hits if the shape"
    assert_refused(read(path, 0, 1), message)
    assert_refused(read(path, 0, 1, "5,7", "F"), "leave out the order (order)")
    assert_refused(read(path, 0, 1, "0,7"), "its images cannot be 0x7")


def test_other_files(tmp_path):
    """A text in UTF-16, and what only begins like a text."""
    (tmp_path / "wide.csv").write_text("0,0,0\n", "utf-16")
    wide = read(tmp_path / "wide.csv", 0, 1, "5,7")
    assert_refused(wide, "is a text in UTF-16: save it in UTF-8")
    (tmp_path / "mixed.csv").write_bytes(b"0,0,0\n" * 200 + b"\0")
    assert_refused(read(tmp_path / "mixed.csv", 0, 1, "5,7"), "is neither a text nor an HDF5 file")
    (tmp_path / "matrix.mtx").write_text("%%MatrixMarket matrix\n")
    assert_refused(read(tmp_path / "matrix.mtx", 0, 1, "5,7"), "but a Matrix Market file")


def test_wrong_tables(tmp_path):
    def write(types, hit=(0, 0, 0, 1)):
        with h5py.File(tmp_path / "in.h5", "w") as file:
            file["hits"] = np.array([(0, 0, 0, 1), hit], types)
        return f"{tmp_path}/in.h5:hits"

    path = write(TABLE)
    assert_refused(read(path, 0, 1), "does not say the shape of its images: give it (image_shape)")
    assert_refused(read(write(TABLE, (0, 5, 0, 1)), 0, 1, "5,7"), "in.h5:hits: hit 1: row 5")
    path = write([("image", "<f4"), *TABLE[1:]])
    assert_refused(read(path, 0, 1, "5,7"), "hits[image]: must hold whole numbers")
    path = write([*TABLE[:3], ("weight", "S3")])
    assert_refused(read(path, 0, 1, "5,7"), "hits[weight]: does not hold numbers")


def test_arrays_of_different_lengths(tmp_path):
    with h5py.File(tmp_path / "in.h5", "w") as file:
        for i, name in enumerate(("image", "row", "column")):
            file[name] = np.zeros(3 + (i == 2), int)
    message = "column: has 4 elements, but"
    assert_refused(read(tmp_path / "in.h5", 0, 1, "5,7"), message)


def test_no_room(tmp_path, monkeypatch):
    (tmp_path / "hits.csv").write_text("0,0,0\n")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "hits.csv"))
    message = "hits.csv: cannot hold temporary files"
    assert_refused(read(tmp_path / "hits.csv", 0, 1, "5,7"), message, code=4)
