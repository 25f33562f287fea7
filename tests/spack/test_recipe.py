"""Checks the Spack recipe and environments without Spack."""

import ast
import pathlib
import re

TOP = pathlib.Path(__file__).parents[2]
REPOSITORY = TOP / "spack" / "spack_repo" / "sparseconv"
RECIPE = ast.parse((REPOSITORY / "packages" / "sparseconv" / "package.py").read_text())


def test_style_of_spack():
    """What `spack style` finds that is not seen at once."""
    text = (REPOSITORY / "packages" / "sparseconv" / "package.py").read_text()
    assert max(map(len, text.splitlines())) <= 99
    assert "SPDX-License-Identifier: (Apache-2.0 OR MIT)" in text


def calls(name):
    """The calls of a function or method of this name in the recipe."""
    for node in ast.walk(RECIPE):
        if isinstance(node, ast.Call):
            function = node.func
            if name == getattr(function, "id", getattr(function, "attr", None)):
                yield node


def first_arguments(name):
    arguments = [call.args[0] for call in calls(name)]
    return {argument.value for argument in arguments if isinstance(argument, ast.Constant)}


def test_cmake_options_exist():
    """The recipe sets our options as CMakeLists.txt declares them, and sets all of them."""
    text = (TOP / "CMakeLists.txt").read_text()
    declared = set(re.findall(r"(?:option|dependent_option)\((\w+)", text))
    given = first_arguments("define") | first_arguments("define_from_variant")
    foreign = {name for name in given if name.startswith(("CMAKE_", "Python_"))}
    module = (TOP / "src" / "python" / "cmake" / "in_tree.cmake").read_text()
    settings = set(re.findall(r"set\((SparseConv_\w+)", module))
    assert given - foreign <= declared | settings
    for_developers = {"SparseConv_ENABLE_PERF", "SparseConv_WARNINGS_AS_ERRORS"}
    for_parents = {"SparseConv_INSTALL"}  # for projects that have SparseConv as a subdirectory
    assert declared - given == for_developers | for_parents


def test_variants_are_declared():
    declared = first_arguments("variant")
    from_variants = {call.args[1].value for call in calls("define_from_variant")}
    assert from_variants and from_variants <= declared
    for condition in re.findall(r"[+~](\w+)", " ".join(conditions())):
        assert condition in declared | {"cuda", "rocm", "cuda_lambda"}, condition


def conditions():
    """The constant texts after `when=`, and the texts that the specification has to satisfy."""
    for call in calls("depends_on"):
        for keyword in call.keywords:
            if keyword.arg == "when" and isinstance(keyword.value, ast.Constant):
                yield keyword.value.value
    yield from first_arguments("satisfies")


def test_versions_are_those_of_cmake():
    """CMake and the recipe ask for the same least versions."""
    text = "\n".join(path.read_text() for path in [TOP / "CMakeLists.txt", *TOP.glob("src/*/CMakeLists.txt")])
    wanted = dict(re.findall(r"find_package\((\w+) (\d[\d.]*) REQUIRED", text))
    wanted["HDF5"] = re.search(r"HDF5_VERSION VERSION_LESS ([\d.]+)", text).group(1)
    wanted["CMake"] = re.search(r"cmake_minimum_required\(VERSION ([\d.]+)\)", text).group(1)
    spack_names = {"KokkosKernels": "kokkos-kernels", "nlohmann_json": "nlohmann-json"}
    expected = {f"{spack_names.get(name, name.lower())}@{v}:" for name, v in wanted.items()}
    given = {re.sub(r":\S*", ":", argument) for argument in first_arguments("depends_on")}
    assert expected <= given


def test_repository_and_environments():
    assert "namespace: sparseconv" in (REPOSITORY / "repo.yaml").read_text()
    environments = list((TOP / "spack" / "environments").glob("*/spack.yaml"))
    assert len(environments) >= 3
    for environment in environments:
        text = environment.read_text()
        (repository,) = re.findall(r"sparseconv: (\S+)\n", text)
        assert (environment.parent / repository).resolve() == REPOSITORY
        (source,) = re.findall(r"path: (\S+)\n", text)
        assert (environment.parent / source).resolve() == TOP
