"""Results agree before anything is timed."""

from programs import fail

TOLERANCE = {"float32": 1e-5, "float64": 1e-12}  # of the largest value of a result


def demand_agreement(result, name, expected, name_of_expected):
    """Ends the program unless a result is the expected one, to rounding."""
    if not abs(result - expected).max() <= TOLERANCE[str(expected.dtype)] * expected.max():
        fail(f"{name} differs from {name_of_expected}")
