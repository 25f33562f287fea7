"""What boundaries mean: the convolution of an image that numpy.pad has extended."""

import numpy as np
import scipy.signal

# The boundaries and the names that they have in numpy.pad.
PAD = {"zero": "constant", "reflect": "symmetric", "mirror": "reflect", "nearest": "edge",
       "wrap": "wrap"}


def convolve_padded(image, weights, mode, boundary, correlate):
    """numpy.pad and a valid convolution; the mode decides on how much is padded where."""
    pads = []
    for extent in weights.shape:
        middle = extent // 2 if correlate else (extent - 1) // 2
        before = {"full": extent - 1, "same": extent - 1 - middle, "valid": 0}[mode]
        pads.append((before, {"full": extent - 1, "same": middle, "valid": 0}[mode]))
    function = scipy.signal.correlate2d if correlate else scipy.signal.convolve2d
    return function(np.pad(image, pads, mode=PAD[boundary]), weights, mode="valid")
