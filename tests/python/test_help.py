"""The help of the module is complete, and its examples are true."""

import ast
import doctest
import importlib
import inspect
import pathlib
import pkgutil
import re

import pytest

import sparseconv
from sparseconv._options import BOUNDARIES, METHODS, MODES, NORMS

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


def test_the_stubs_have_the_same_names_and_parameters():
    stubs = ast.parse(pathlib.Path(sparseconv.__file__).with_suffix(".pyi").read_text())
    seen = {node.name for node in stubs.body if hasattr(node, "name")}
    assert set(sparseconv.__all__) - {"spaces"} <= seen
    for node in stubs.body:
        if isinstance(node, ast.FunctionDef):
            check_parameters(getattr(sparseconv, node.name), node)
        elif isinstance(node, ast.ClassDef) and node.name in sparseconv.__all__:
            for member in node.body:
                if isinstance(member, ast.FunctionDef) and not member.decorator_list:
                    check_parameters(getattr(getattr(sparseconv, node.name), member.name), member)
    assert ast.literal_eval(stubs.body[-1].value) == sparseconv.__all__


def test_the_stubs_have_the_same_names_of_options():
    stubs = ast.parse(pathlib.Path(sparseconv.__file__).with_suffix(".pyi").read_text())
    names = {node.targets[0].id: ast.literal_eval(node.value.slice) for node in stubs.body
             if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal[")}
    assert set(names["_Method"]) == set(METHODS)
    assert set(names["_Mode"]) == set(MODES)
    assert set(names["_Boundary"]) == set(BOUNDARIES)
    assert set(names["_Norm"]) == set(NORMS) - {None}


def check_parameters(function, stub):
    arguments = stub.args
    names = [argument.arg for argument in arguments.args + arguments.kwonlyargs]
    names += [arguments.kwarg.arg] if arguments.kwarg else []
    assert names == list(inspect.signature(function).parameters), stub.name
