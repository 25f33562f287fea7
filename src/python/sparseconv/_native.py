"""The extension, in the variant that suits this processor best."""

from __future__ import annotations

import importlib
import importlib.util

# The features that each level of x86-64 needs, as the Linux kernel spells them. Our v4 needs VBMI2
# as well, which only the first processors with AVX-512 do not have: they take v3.
_LEVELS = {
    "v4": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx512vbmi", "avx512_vbmi2"},
    "v3": {"avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"},
    "v2": {"cx16", "popcnt", "sse4_2", "ssse3"},
}


def _features():
    """The features of the processor, or none if the kernel does not say."""
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                if line.startswith("flags"):
                    return set(line.partition(":")[2].split())
    except OSError:
        pass
    return set()


def _is_there(module):
    return importlib.util.find_spec(module, __package__) is not None


def _choose():
    """The name of the module to load: one for a level, or the only one of a build for one
    machine."""
    levels = [level for level in _LEVELS if _is_there(f"._core_{level}")]
    if not levels:
        return "._core"
    features = _features()
    for level in levels:
        needed = set().union(*(_LEVELS[below] for below in _LEVELS if below <= level))
        if needed <= features:
            return f"._core_{level}"
    if levels[-1] == "v2":
        return "._core_v2"  # even if the kernel does not say
    raise ImportError(f"this sparseconv was compiled for x86-64-{levels[-1]}, which the processor "
                      "is not: install it from its sources on this machine, or a wheel for all")


core = importlib.import_module(_choose(), __package__)


class MissingFileError(FileNotFoundError, ValueError):
    """A file is not there: an error of the system and, as of other inputs, of a value."""


def function_of_files(name):
    """A function that the extension has only if it was built with the libraries for files."""
    if not hasattr(core, name):
        raise NotImplementedError(f"this sparseconv has no {name}: it was built without HDF5 or "
                                  "nlohmann-json")

    def call(*arguments):
        try:
            return getattr(core, name)(*arguments)
        except ValueError as error:
            if str(error).endswith(": there is no such file"):
                raise MissingFileError(str(error)) from None
            raise

    return call
