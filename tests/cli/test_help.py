"""What the program says to people who do not know its command line, and what it understands."""

import os
import pathlib

import pytest
from program import COMMANDS, SPARSECONV, attributes, fail, read_batch, spaces, succeed

PERF = pathlib.Path(__file__).parents[2] / "perf"

SPACE = spaces()[-1]


@pytest.fixture
def batch(tmp_path):
    made = ("--images", 1, "--shape", "8,9", "--density", 0.5)
    succeed("generate", tmp_path / "in.h5", *made)
    return tmp_path / "in.h5"


def test_perf_finds_all_methods_in_the_help(batch, monkeypatch):
    monkeypatch.syspath_prepend(PERF)
    from programs import methods_of

    wrong = fail(2, "convolve", batch, "out.h5", "--filter", "box:3", "--method", "none")
    assert "|".join(("automatic", *methods_of(SPARSECONV))) in wrong


def test_without_arguments_it_shows_its_help():
    assert succeed() == succeed("--help") == succeed("help")
    assert "\n\n\n" not in succeed("help", "convolve")
    assert all(f"  {command} " in succeed() for command in COMMANDS)


@pytest.mark.parametrize("command", [*COMMANDS, "help"])
def test_help_about_a_command(command):
    text = succeed("help", command)
    assert text == succeed(command, "--help")
    assert f"Usage: sparseconv {command} " in text


def test_help_about_what_is_no_command():
    assert "did you mean convolve?" in fail(2, "help", "convlove")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_narrow_and_in_groups(command):
    lines = succeed("help", command).splitlines()
    assert max(map(len, lines)) <= 100
    assert "Messages:" in lines
    assert max(map(len, succeed().splitlines())) <= 100


def test_version_has_a_letter():
    assert succeed("-V") == succeed("--version")


def test_version_tells_of_vector_instructions():
    (line,) = [line for line in succeed("-V").splitlines() if line.startswith("Vector instr")]
    assert line.split(": ")[1] in ("those of every processor of its kind", "AVX", "AVX2", "AVX-512")


@pytest.mark.parametrize(
    "arguments, meant",
    [
        (("convlove", "in.h5", "out.h5"), "convolve"),
        (("Convolve", "in.h5", "out.h5"), "convolve"),
        (("--verison",), "--version"),
        (("convolve", "in.h5", "out.h5", "--fliter", "box:3"), "--filter"),
        (("convolve", "in.h5", "out.h5", "--fliter=box:3"), "--filter"),
        (("convolve", "in.h5", "out.h5", "--filter", "Gaussian:2"), "gaussian:2"),
        (("convolve", "in.h5", "out.h5", "--filter", "guassian:2:5"), "gaussian:2:5"),
        (("convolve", "in.h5", "out.h5", "--filter", "box:1", "--mode", "fulll"), "full"),
        (
            ("convolve", "in.h5", "out.h5", "--filter", "box:1", "--method", "gather-scatter"),
            "gather_scatter",
        ),
        (
            ("convolve", "in.h5", "out.h5", "--filter", "box:1", "--space", SPACE.capitalize()),
            SPACE,
        ),
        (("view", "in.h5", "out.png", "--color", "gray"), "grey"),
    ],
)
def test_suggestions(arguments, meant):
    assert fail(2, *arguments).endswith(f": did you mean {meant}?\n")


def test_what_is_like_nothing_gets_no_suggestion():
    assert "did you mean" not in fail(2, "xylophone")
    assert "did you mean" not in fail(2, "info", "in.h5", "--xylophone")


@pytest.mark.parametrize("name", ["box", "gaussian", "cosine", "dog", "sinc"])
def test_names_of_filters_list_the_filters(name):
    error = fail(2, "convolve", "in.h5", "out.h5", "--filter", name)
    assert "box:SIZE, gaussian:SIGMA[:RADIUS], cosine:HALFWIDTH, disk:RADIUS, " in error
    assert "dog:SIGMA:SIGMA or a file" in error


def test_a_file_that_is_called_like_a_filter(tmp_path, batch):
    (tmp_path / "sinc").write_text("1 2 1\n")
    succeed("convolve", batch, tmp_path / "out.h5", "--filter", "sinc", cwd=tmp_path)
    assert attributes(tmp_path / "out.h5")["filter"] == "sinc"


@pytest.mark.skipif("cuda" in spaces(), reason="the program is built for CUDA")
def test_a_space_that_is_not_in_the_build():
    error = fail(2, "convolve", "in.h5", "out.h5", "--filter", "box:3", "--space", "cuda")
    assert "'cuda' is not in this build" in error and "Kokkos_ENABLE_CUDA=ON" in error


@pytest.mark.parametrize("name, dtype", [("float32", "float"), ("float64", "double")])
def test_types_have_the_names_that_numpy_has_for_them(tmp_path, batch, name, dtype):
    for text in (name, dtype):
        options = ("--filter", "box:3", "--dtype", text)
        succeed("convolve", batch, tmp_path / f"{text}.h5", *options)
    numpy_types = {read_batch(tmp_path / f"{text}.h5").dtype.name for text in (name, dtype)}
    assert numpy_types == {name}


def test_shapes_with_a_cross(tmp_path):
    succeed("generate", tmp_path / "a.h5", "--images", 1, "--shape", "8x9", "--density", 1)
    assert list(attributes(tmp_path / "a.h5")["image-shape"]) == [8, 9]


@pytest.mark.parametrize("text", ["4G", "4GB", "4gib", "512m", "400000kB", "3000000000b"])
def test_numbers_of_bytes(tmp_path, batch, text):
    succeed("convolve", batch, tmp_path / "out.h5", "--filter", "box:3", "--memory-limit", text)


@pytest.mark.parametrize("text", ["4X", "G", "4 G", "-4G", "4.5G", "4GG", ""])
def test_what_is_no_number_of_bytes(text):
    options = ("--filter", "box:3", "--memory-limit", text)
    assert "--memory-limit" in fail(2, "convolve", "in.h5", "out.h5", *options)


def test_one_image_is_one_image(tmp_path):
    said = succeed("generate", tmp_path / "a.h5", "--images", 1, "--shape", "1,1", "--density", 1)
    assert said.startswith("1 image of 1x1, 1 nonzero, ")
    said = succeed("generate", tmp_path / "a.h5", "--images", 2, "--shape", "1,1", "--density", 1)
    assert said.startswith("2 images of 1x1, 2 nonzeros, ")


def test_help_needs_nothing_of_the_machine():
    """The help starts no threads."""
    succeed("help", "info", env={**os.environ, "OMP_NUM_THREADS": "nonsense"})
