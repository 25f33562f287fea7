"""Stars found again in a blurred and noisy picture.

    python deblur.py [PICTURE.png]    # the picture needs matplotlib

A plan is a linear map from images to images, and has an adjoint. So SciPy's solvers take it as a
matrix that is never made: `lsqr` looks for the image that comes nearest to the picture."""

import sys

import numpy as np
import scipy.sparse.linalg

import sparseconv

if len(sys.argv) > 1:
    import matplotlib.image

SHAPE = (120, 160)


def make_stars(rng, n=40):
    """Stars of different brightness, at least three pixels from each other."""
    sky = np.zeros(SHAPE)
    while np.count_nonzero(sky) < n:
        y, x = rng.integers(0, SHAPE[0]), rng.integers(0, SHAPE[1])
        if not sky[max(0, y - 3):y + 4, max(0, x - 3):x + 4].any():
            sky[y, x] = rng.uniform(50, 500)
    return sky


def deblur(plan, seen):
    """The least squares solution. Few steps, as the later ones would find the noise."""
    operator = plan.as_linear_operator()
    return scipy.sparse.linalg.lsqr(operator, seen.ravel(), iter_lim=60)[0].reshape(seen.shape)


def peaks(image, n):
    """The brightest pixels, of which none is a neighbour of a brighter one."""
    found = []
    for place in np.argsort(image, axis=None)[::-1]:
        y, x = divmod(int(place), image.shape[1])
        if all(max(abs(y - a), abs(x - b)) > 1 for a, b in found):
            found.append((y, x))
        if len(found) == n:
            break
    return found


def save(path, *images):
    shown = np.hstack([np.sqrt(np.clip(image / image.max(), 0, 1)) for image in images])
    matplotlib.image.imsave(path, shown, cmap="gray")


def main():
    rng = np.random.default_rng(1)
    stars = make_stars(rng)
    plan = sparseconv.Plan(SHAPE, sparseconv.gaussian(1.2))
    seen = plan(stars) + rng.normal(0, 0.1, SHAPE)
    found = deblur(plan, seen)
    true = set(zip(*(map(int, axis) for axis in np.nonzero(stars))))
    for name, image in (("blurred", seen), ("deblurred", found)):
        hits = true & set(peaks(image, len(true)))
        brightness = np.mean([image[star] / stars[star] for star in true])
        print(f"{name}: {len(hits)} of {len(true)} stars are among its brightest peaks, "
              f"with {brightness:.2f} of their brightness")
    if len(sys.argv) > 1:
        save(sys.argv[1], stars, seen, found)


main()
