"""Blurs a batch of footprints in a file, as the README's program does.

    python blur.py IN.h5 OUT.h5"""

import sys

import sparseconv

if len(sys.argv) != 3:
    sys.exit("python blur.py IN.h5 OUT.h5")
footprints, image_shape = sparseconv.read_batch(sys.argv[1])
plan = sparseconv.Plan(image_shape, sparseconv.cosine(10))  # once, for any number of batches
blurred = plan(footprints)
sparseconv.write_batch(sys.argv[2], blurred, plan.output_shape)
print(f"{blurred.shape[0]} images, {footprints.nnz} entries before and {blurred.nnz} after")
