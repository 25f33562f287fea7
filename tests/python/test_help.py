"""The help of the module is complete, and its examples are true."""

import doctest
import importlib
import inspect
import pkgutil
import re

import pytest

import sparseconv

MODULES = [name for _, name, _ in pkgutil.iter_modules(sparseconv.__path__)
           if not name.startswith("_core")]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(f"sparseconv.{name}")
    if name == "_files" and not hasattr(module._core, "read_batch"):
        pytest.skip("built without HDF5")
    assert doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


@pytest.mark.parametrize("name", sparseconv.__all__)
def test_everything_public_is_documented(name):
    public = getattr(sparseconv, name)
    if inspect.isclass(public):
        members = [member for key, member in vars(public).items() if not key.startswith("_")]
        assert all(inspect.getdoc(member) for member in members)
    if callable(public):
        text = inspect.getdoc(public)
        assert "Examples" in text
        code = public.__init__ if inspect.isclass(public) else public
        parameters = list(inspect.signature(code).parameters)[inspect.isclass(public):]
        assert ("Parameters" in text) == bool(parameters)
        for parameter in parameters:
            assert re.search(rf"^{parameter} : ", text, re.MULTILINE), parameter


def test_the_help_of_the_module_names_all():
    assert all(name in sparseconv.__doc__ for name in sparseconv.__all__)
