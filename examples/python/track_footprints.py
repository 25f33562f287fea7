"""Finds cells again in later sessions of a recording, as ROICaT does.

    python track_footprints.py FOOTPRINTS.h5 PICTURE.png    # needs matplotlib

The footprints of a file stand for the first session. The other sessions are made from it: some
cells are gone, all have moved by a pixel or two, and pixels come and go. One plan blurs all
sessions, so that footprints that overlap only in part look alike. Each cell is then taken for the
most similar cell of the first session. The picture shows the maximum projections before and after
blurring."""

import sys

import matplotlib.pyplot as plt
import numpy as np
import scipy.sparse

import sparseconv

N_SESSIONS = 4


def moved(footprints, image_shape, shift):
    """All footprints shifted by some rows and columns."""
    kernel = np.zeros((2 * abs(shift[0]) + 1, 2 * abs(shift[1]) + 1))
    kernel[abs(shift[0]) + shift[0], abs(shift[1]) + shift[1]] = 1
    return sparseconv.convolve(footprints, kernel, image_shape)


def make_session(rng, footprints, image_shape):
    """The cells that are seen in a session, and their footprints."""
    seen = np.flatnonzero(rng.random(footprints.shape[0]) < 0.8)
    session = moved(footprints[seen], image_shape, rng.integers(-2, 3, 2))
    session.data *= rng.random(session.nnz) < 0.7
    session.eliminate_zeros()
    return seen, session


def unit_rows(x):
    """The matrix with each row scaled to length 1."""
    lengths = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel())
    return scipy.sparse.diags(1 / np.maximum(lengths, 1e-30)) @ x


def found_again(first, session, seen):
    """The fraction of the cells of a session that are most similar to themselves in the first."""
    similarity = (unit_rows(session) @ unit_rows(first).T).toarray()
    return np.mean(similarity.argmax(1) == seen)


def draw(path, sessions, blurred, image_shape):
    figure, axes = plt.subplots(2, len(sessions), figsize=(3 * len(sessions), 6.3))
    for column, (before, after) in enumerate(zip(sessions, blurred)):
        for row, batch in enumerate((before, after)):
            projection = sparseconv.max_projection(batch, image_shape, normalize="max")
            axes[row, column].imshow(projection, cmap="magma")
            axes[row, column].set_axis_off()
        axes[0, column].set_title(f"session {column + 1}")
    figure.tight_layout()
    figure.savefig(path, dpi=80)


def main(source, picture):
    rng = np.random.default_rng(0)
    footprints, image_shape = sparseconv.read_batch(source)
    cells = [np.arange(footprints.shape[0])]
    sessions = [footprints]
    for _ in range(1, N_SESSIONS):
        seen, session = make_session(rng, footprints, image_shape)
        cells.append(seen)
        sessions.append(session)

    plan = sparseconv.Plan(image_shape, sparseconv.cosine(10))
    blurred = [plan(session) for session in sessions]
    for number in range(1, N_SESSIONS):
        before = found_again(sessions[0], sessions[number], cells[number])
        after = found_again(blurred[0], blurred[number], cells[number])
        print(f"session {number + 1}: {len(cells[number])} cells, found again {before:.0%} before "
              f"blurring and {after:.0%} after")
    draw(picture, sessions, blurred, image_shape)


if len(sys.argv) != 3:
    sys.exit("python track_footprints.py FOOTPRINTS.h5 PICTURE.png")
main(*sys.argv[1:])
