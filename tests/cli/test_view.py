"""`sparseconv view`: the pixels of its pictures."""

import subprocess

import numpy as np
import pytest
import scipy.sparse
from program import SPARSECONV, fail, read_png, succeed, write_batch

MARGIN = 8
CAPTION = 14 + 2  # a number above a cell, and the space below it
RED = (230, 30, 30)


def view(tmp_path, dense, *options, colour="grey"):
    dense = np.asarray(dense, float)
    n, height, width = dense.shape
    (tmp_path / "in.h5").unlink(missing_ok=True)
    write_batch(
        tmp_path / "in.h5",
        scipy.sparse.csr_matrix(dense.reshape(n, height * width)),
        (height, width),
    )
    succeed("view", tmp_path / "in.h5", tmp_path / "out.png", "--colour", colour, *options)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.h5", "out.png"]
    return read_png(tmp_path / "out.png")


def cell(picture, shape, factor, top=MARGIN, left=MARGIN):
    """A cell of the picture with one pixel for each block of `factor` x `factor`, all uniform."""
    height, width = shape
    part = picture[top : top + height * factor, left : left + width * factor]
    blocks = part.reshape(height, factor, width, factor, 3)
    assert (blocks == blocks[:, :1, :, :1]).all()
    return blocks[:, 0, :, 0]


def grey(values):
    return np.repeat(np.asarray(values)[..., None], 3, axis=-1)


def test_projection(tmp_path):
    dense = np.zeros((2, 4, 8))
    dense[0, 0, 0], dense[0, 1, 2] = 51, 102
    dense[1, 1, 2], dense[1, 3, 7] = 10, 255
    picture = view(tmp_path, dense)
    np.testing.assert_array_equal(cell(picture, (4, 8), 64), grey(dense.max(axis=0)))
    assert picture.shape[1] == 512 + 2 * MARGIN


def test_duplicates_add_up(tmp_path):
    matrix = scipy.sparse.csr_matrix(
        (np.array([100.0, 155, 51]), np.array([3, 3, 0]), np.array([0, 3])), shape=(1, 4)
    )
    write_batch(tmp_path / "in.h5", matrix, (2, 2))
    succeed("view", tmp_path / "in.h5", tmp_path / "out.png", "--colour", "grey")
    np.testing.assert_array_equal(
        cell(read_png(tmp_path / "out.png"), (2, 2), 256), grey([[51, 0], [0, 255]])
    )


def sheet(picture, n, shape, factor, columns):
    """The cells of a picture of images side by side."""
    row_step, column_step = shape[0] * factor + 2 + CAPTION, shape[1] * factor + 2
    corners = [(i // columns * row_step, i % columns * column_step) for i in range(n)]
    return [
        cell(picture, shape, factor, MARGIN + CAPTION + top, MARGIN + left)
        for top, left in corners
    ]


def test_sheet(tmp_path):
    dense = np.arange(7 * 4 * 4).reshape(7, 4, 4)
    picture = view(tmp_path, dense, "--sheet", 5)  # three columns, two rows
    for image, shown in enumerate(sheet(picture, 5, (4, 4), 43, 3)):
        np.testing.assert_array_equal(shown, grey(np.round(dense[image] * 255 / 79)))
    step = 4 * 43 + 2
    below = MARGIN + CAPTION + step
    assert (picture[below - 2 : below, MARGIN : MARGIN + step] == 255).all()
    assert (picture[MARGIN : MARGIN + step, MARGIN + step - 2 : MARGIN + step] == 255).all()


def test_sheet_begins_with_an_image(tmp_path):
    dense = np.arange(7 * 4 * 4).reshape(7, 4, 4)
    picture = view(tmp_path, dense, "--sheet", 9, "--first", 5)  # two columns
    first, second = sheet(picture, 2, (4, 4), 64, 2)
    np.testing.assert_array_equal(first, grey(np.round(dense[5] * 255 / 111)))
    np.testing.assert_array_equal(second, grey(np.round(dense[6] * 255 / 111)))


def test_images_by_their_numbers(tmp_path):
    dense = np.zeros((9, 4, 4))
    dense[:, 0, 0] = range(9)
    dense[:, 3, 3] = 16
    picture = view(tmp_path, dense, "--images", "7,2-4")  # two columns, two rows
    shown = sheet(picture, 4, (4, 4), 64, 2)
    values = [round(int(image[0, 0, 0]) * 16 / 255) for image in shown]
    assert values == [7, 2, 3, 4]


def test_maximum_over_some_images(tmp_path):
    dense = np.zeros((4, 4, 8))
    for image in range(4):
        dense[image, image, image] = 255 - image
    picture = view(tmp_path, dense, "--images", "0,2-3", "--projection")
    dense[1] = 0
    np.testing.assert_array_equal(cell(picture, (4, 8), 64), grey(dense.max(axis=0)))


def digits(picture, top, left, n):
    """The dark pixels of a number with `n` digits, one for each pixel of the font."""
    return picture[top : top + 14 : 2, left : left + 12 * n : 2, 0] == 0


def test_numbers_above_images(tmp_path):
    dense = np.ones((120, 4, 4))
    wanted = view(tmp_path, dense, "--sheet", 1, "--first", 117)
    number = digits(wanted, MARGIN, MARGIN, 3)
    assert number.any(axis=0).sum() > 8
    picture = view(tmp_path, dense, "--images", "5,117")
    np.testing.assert_array_equal(digits(picture, MARGIN, MARGIN + 4 * 64 + 2, 3), number)
    assert (digits(picture, MARGIN, MARGIN, 3)[:, :5] != number[:, :5]).any()
    labels = ["".join("#" if dark else " " for dark in row).rstrip() for row in number]
    assert labels[0] == "  #     #   #####" and labels[6] == " ###   ###   #"


def test_numbers_are_left_out_where_they_do_not_fit(tmp_path):
    dense = np.ones((2000, 1, 1))
    dense[0] = 0
    picture = view(tmp_path, dense, "--sheet", 2000)
    assert (cell(picture, (1, 1), 12) == 0).all()


def test_crop_of_the_projection(tmp_path):
    dense = np.zeros((2, 20, 30))
    dense[0, 5, 7], dense[1, 8, 10] = 255, 51
    picture = view(tmp_path, dense, "--crop")
    wanted = dense.max(axis=0)[5:9, 7:11]
    np.testing.assert_array_equal(cell(picture, (4, 4), 128), grey(wanted))


def test_crop_of_images_side_by_side(tmp_path):
    """Windows have the size of the largest box; smaller boxes are in their middle."""
    dense = np.zeros((3, 20, 30))
    dense[0, 3:7, 5:9] = 255
    dense[1, 10:12, 20:22] = 51
    dense[2, 0, 0] = 102  # in a corner, beyond which the window cannot go
    shown = sheet(view(tmp_path, dense, "--sheet", 3, "--crop"), 3, (4, 4), 64, 2)
    assert (shown[0] == 255).all()
    np.testing.assert_array_equal(shown[1], grey(np.pad(np.full((2, 2), 51), 1)))
    np.testing.assert_array_equal(shown[2], grey(np.pad([[102]], ((0, 3), (0, 3)))))


def test_crop_of_nothing(tmp_path):
    assert (cell(view(tmp_path, np.zeros((2, 5, 5)), "--crop"), (1, 1), 512) == 0).all()
    assert (sheet(view(tmp_path, np.zeros((2, 5, 5)), "--crop", "--sheet", 2),
                  2, (1, 1), 256, 2)[1] == 0).all()


def test_normalized_images(tmp_path):
    dense = np.zeros((3, 2, 4))
    dense[0, 0, :2], dense[1, 1, 2:] = [5, 1], [0.02, 0.01]
    picture = view(tmp_path, dense, "--normalize")
    wanted = np.array([[255, 51, 0, 0], [0, 0, 255, 127.5]])
    np.testing.assert_array_equal(cell(picture, (2, 4), 128), grey(np.round(wanted)))


def test_percentile(tmp_path):
    """The scale ends at the 90th of a hundred values; higher values have the last colour."""
    dense = np.arange(100.0).reshape(1, 10, 10) + 1
    dense[0, 9, 9] = 1e6
    shown = cell(view(tmp_path, dense, "--percentile", 90), (10, 10), 52)[..., 0]
    wanted = np.round(np.minimum(dense[0], 90) / 90 * 255)
    assert (np.abs(shown - wanted) <= 1).all() and (shown[8, 9], shown[9, 9]) == (255, 255)
    below = cell(view(tmp_path, -dense, "--percentile", 90), (10, 10), 52)[..., 0]
    assert below[8, 9] == below[9, 9] == 0 < below[0, 0]


def test_it_says_what_it_wrote(tmp_path):
    view(tmp_path, np.arange(12.0).reshape(3, 2, 2))
    path = tmp_path / "out.png"
    said = succeed("view", tmp_path / "in.h5", path)
    height, width = read_png(path).shape[:2]
    assert said == (f"{path}: {width}x{height} pixels, the maximum over 3 of 3 images, "
                    "pixels in order C, colours from 0 to 11\n")
    said = succeed("view", tmp_path / "in.h5", path, "--images", "1")
    assert said.endswith(" pixels, 1 of 3 images side by side, pixels in order C, "
                         "colours from 0 to 7\n")


@pytest.mark.parametrize(
    "options, code, message",
    [
        (("--images", "1,,2"), 2, "--images"),
        (("--images", "2-1"), 2, "--images"),
        (("--images", "-1"), 2, "--images"),
        (("--images", ""), 2, "no list of images"),
        (("--images", "0-10000"), 2, "10000"),
        (("--images", "0", "--sheet", "1"), 2, "--sheet"),
        (("--first", "0"), 2, "--sheet"),
        (("--percentile", "0"), 2, "--percentile"),
        (("--percentile", "101"), 2, "--percentile"),
        (("--images", "0,3"), 3, "there is no image 3 among 3, which count from 0"),
        (("--images", "3-4"), 3, "there is no image 3 among 3"),
        (("--sheet", "1", "--first", "3"), 3, "there is no image 3 among 3"),
    ],
)
def test_images_that_there_are_not(tmp_path, options, code, message):
    path = write_batch(tmp_path / "in.h5", scipy.sparse.csr_matrix((3, 4)), (2, 2))
    assert message in fail(code, "view", path, tmp_path / "out.png", *options)
    assert list(tmp_path.iterdir()) == [path]


def test_sheet_of_more_images_than_there_are(tmp_path):
    dense = np.full((1, 2, 2), 3)
    assert (sheet(view(tmp_path, dense, "--sheet", 9), 1, (2, 2), 256, 1)[0] == 255).all()


def test_large_images_are_reduced_by_block_maximum(tmp_path):
    dense = np.zeros((1, 10, 5000))
    dense[0, 0, 4000], dense[0, 9, 4999] = 255, 51
    picture = view(tmp_path, dense)
    shown = cell(picture, (4, 1667), 1)  # blocks of 3 x 3
    wanted = np.zeros((4, 1667))
    wanted[0, 1333], wanted[3, 1666] = 255, 51
    np.testing.assert_array_equal(shown, grey(wanted))


def test_negative_values(tmp_path):
    """Zero lies inside the scale, and pixels that are not stored take part in a maximum."""
    dense = np.zeros((2, 1, 3))
    dense[0, 0], dense[1, 0] = [-100, -100, 155], [-50, 0, 0]
    np.testing.assert_array_equal(
        cell(view(tmp_path, dense), (1, 3), 171), grey([[0, 62, 255]])
    )  # -50 .. 155


def test_huge_values(tmp_path):
    """The difference between the largest and the smallest is not finite."""
    shown = cell(view(tmp_path, [[[-1e308, 0, 1e308]]]), (1, 3), 171)
    np.testing.assert_array_equal(shown, grey([[0, 128, 255]]))


def test_infinity_and_nan(tmp_path):
    dense = [[[np.inf, -np.inf, np.nan, 1, 0.2, -1]]]
    shown = cell(view(tmp_path, dense), (1, 6), 86)[0]
    np.testing.assert_array_equal(shown[[0, 1, 3, 5]], grey([255, 0, 255, 0]))
    assert tuple(shown[2]) == RED


@pytest.mark.parametrize(
    "scale, wanted",
    [("linear", [0, 3, 64, 255]), ("sqrt", [0, 26, 128, 255]), ("log", [0, 89, 204, 255])],
)
def test_scales(tmp_path, scale, wanted):
    dense = [[[0, 0.01, 0.25, 1]]]
    assert list(cell(view(tmp_path, dense, "--scale", scale), (1, 4), 128)[0, :, 0]) == wanted


def test_viridis(tmp_path):
    shown = cell(view(tmp_path, [[[0, 0.5, 1]]], colour="viridis"), (1, 3), 171)[0]
    assert shown.tolist() == [[68, 1, 84], [33, 145, 140], [253, 231, 37]]


def bar(picture):
    """The scale's row of colours."""
    return picture[-(MARGIN + 14 + 4 + 8), MARGIN:-MARGIN, 0]


def text(picture):
    """The labels as rows of `#` and blanks, one character for each pixel of the font."""
    dark = picture[-(MARGIN + 14) : -MARGIN, MARGIN:-MARGIN, 0][::2, ::2] == 0
    return ["".join("#" if pixel else " " for pixel in row).rstrip() for row in dark]


def test_bar_and_labels(tmp_path):
    picture = view(tmp_path, [[[0, 17]]])
    assert bar(picture)[0] == 0 and bar(picture)[-1] == 255
    assert (np.diff(bar(picture).astype(int)) >= 0).all()
    rows = text(picture)
    zero = [" ### ", "#   #", "#  ##", "# # #", "##  #", "#   #", " ### "]
    assert [row[:5] for row in rows] == zero
    seventeen = [
        "  #   #####",
        " ##       #",
        "  #      # ",
        "  #     #  ",
        "  #    #   ",
        "  #    #   ",
        " ###   #   ",
    ]
    assert [row[-11:].rstrip() for row in (row.ljust(256) for row in rows)] == [
        row.rstrip() for row in seventeen
    ]


@pytest.mark.parametrize("n", [0, 3])
def test_nothing_stored(tmp_path, n):
    picture = view(tmp_path, np.zeros((n, 2, 2)))
    assert (cell(picture, (2, 2), 256) == 0).all()


@pytest.fixture
def batch(tmp_path):
    return write_batch(tmp_path / "in.h5", scipy.sparse.csr_matrix((1, 4)), (2, 2))


def test_failures(tmp_path, batch):
    before = batch.read_bytes()
    (tmp_path / "folder.png").mkdir()
    fail(3, "view", tmp_path / "missing.h5", tmp_path / "out.png")
    fail(4, "view", batch, tmp_path / "no" / "out.png")
    fail(4, "view", batch, tmp_path / "folder.png")
    fail(2, "view", batch, tmp_path / "out.png", "--sheet", 0)
    fail(2, "view", batch, tmp_path / "out.png", "--sheet", 10**18)
    fail(2, "view", batch, tmp_path / "out.png", "--sheet", 1, "--projection")
    fail(2, "view", batch, tmp_path / "out.png", "--scale", "cubic")
    fail(3, "view", batch, tmp_path / "out.png", "--image-shape", "1,4")
    (tmp_path / "folder.png").rmdir()
    assert list(tmp_path.iterdir()) == [batch] and batch.read_bytes() == before


def test_picture_is_no_part_of_the_input(tmp_path):
    batch = write_batch(tmp_path / "in.h5", scipy.sparse.csr_matrix(np.eye(4)), (2, 2))
    source, picture = tmp_path / "sharded.h5", tmp_path / "out.png"
    succeed("convolve", batch, source, "--filter", "box:3", "--layout", "sharded")
    (shard,) = tmp_path.glob("sharded.h5.shards/*/*.h5")
    picture.symlink_to(shard)
    before = shard.read_bytes()
    assert "itself" in fail(3, "view", source, picture, "--overwrite")
    assert shard.read_bytes() == before


def test_picture_is_not_the_input(tmp_path, batch):
    source = batch.rename(tmp_path / "in.png")
    before = source.read_bytes()
    for overwrite in ([], ["--overwrite"]):
        assert "itself" in fail(3, "view", source, source, *overwrite)
    assert source.read_bytes() == before


@pytest.mark.parametrize("name", ["out", "out.jpg", "png", ".png.txt", "out.pngx"])
def test_names_of_pictures(tmp_path, batch, name):
    assert ".png" in fail(2, "view", batch, tmp_path / name)
    assert list(tmp_path.iterdir()) == [batch]


def test_capitals_in_the_name_of_a_picture(tmp_path, batch):
    succeed("view", batch, tmp_path / "OUT.Png")
    read_png(tmp_path / "OUT.Png")


def test_picture_on_standard_output(tmp_path, batch):
    succeed("view", batch, tmp_path / "out.png")
    done = subprocess.run([SPARSECONV, "view", batch, "-"], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == (tmp_path / "out.png").read_bytes()


@pytest.mark.parametrize(
    "content, kind",
    [
        (b"%PDF-1.4 my thesis", "a PDF document"),
        (b"PK\3\4 figures.npz", "a zip archive"),
        (b"\xff\xd8\xff\xe0 a photo", "a JPEG picture"),
        (b"\x89PNX\r\n\x1a\n", "binary data"),
    ],
)
def test_picture_replaces_no_other_file(tmp_path, batch, content, kind):
    picture = tmp_path / "out.png"
    picture.write_bytes(content)
    message = fail(3, "view", batch, picture)
    assert f"holds {kind}" in message and "--overwrite" in message
    assert picture.read_bytes() == content
    succeed("view", batch, picture, "--overwrite")
    read_png(picture)


def test_picture_replaces_a_picture_or_nothing(tmp_path, batch):
    picture = tmp_path / "out.png"
    picture.write_bytes(b"")
    for _ in range(2):
        succeed("view", batch, picture)
        read_png(picture)


def test_picture_follows_links(tmp_path, batch):
    (tmp_path / "link.png").symlink_to("there.png")
    succeed("view", batch, tmp_path / "link.png")
    assert (tmp_path / "link.png").is_symlink()
    read_png(tmp_path / "there.png")
