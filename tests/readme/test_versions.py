"""The version that include/SparseConv/Version.hpp has is the one that all other files have."""

import pathlib
import re

TOP = pathlib.Path(__file__).parents[2]


def found(path, pattern):
    """What the first match of a pattern has in its group."""
    return re.search(pattern, (TOP / path).read_text(), re.MULTILINE).group(1)


def test_all_files_have_one_version():
    header = "include/SparseConv/Version.hpp"
    version = found(header, r'define SPARSECONV_VERSION "(\d+\.\d+\.\d+)"')
    parts = [found(header, rf"define SPARSECONV_VERSION_{p} (\d+)") for p in ("MAJOR", "MINOR", "PATCH")]
    assert ".".join(parts) == version
    assert found("src/python/pyproject.toml", r'^version = "(.*?)"') == version
    assert found(".github/CITATION.cff", r"^version: (.*)$") == version
    assert found(".github/CHANGELOG.md", r"^## (\S+)") == version
