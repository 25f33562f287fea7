"""The completion in shells, and the manual."""

import os
import re
import shlex
import shutil
import subprocess

import pytest
from program import COMMANDS, SPARSECONV, fail, spaces, succeed

WORDS = sorted([*COMMANDS, "help"])


def completed(tmp_path, *words):
    """What bash proposes to complete the last word."""
    (tmp_path / "completion").write_text(succeed("completion", "bash"))
    script = f"""
        source {shlex.quote(str(tmp_path))}/completion
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _sparseconv 2> /dev/null
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    command = ["bash", "--norc", "-c", script, "bash", "sparseconv", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    return sorted(done.stdout.splitlines())


def test_bash_completes_commands(tmp_path):
    assert completed(tmp_path, "") == WORDS
    assert completed(tmp_path, "co") == ["compare", "convolve"]
    assert completed(tmp_path, "help", "v") == ["view"]


def test_bash_completes_options(tmp_path):
    assert completed(tmp_path, "--ver") == ["--version"]
    assert completed(tmp_path, "convolve", "in.h5", "--m") == [
        "--memory-limit",
        "--method",
        "--mode",
    ]
    assert "--mode" not in completed(tmp_path, "info", "-")


def test_bash_completes_choices(tmp_path):
    assert completed(tmp_path, "convolve", "--mode", "") == ["full", "same", "valid"]
    assert completed(tmp_path, "convolve", "--mode", "=") == ["full", "same", "valid"]
    assert completed(tmp_path, "convolve", "--mode", "=", "f") == ["full"]
    if len(spaces()) > 1:
        assert completed(tmp_path, "convolve", "--space", "") == sorted(spaces())
    assert "gzip" in completed(tmp_path, "generate", "--compression", "")


def test_bash_completes_files(tmp_path):
    (tmp_path / "batch.h5").write_text("")
    (tmp_path / "view").mkdir()
    assert completed(tmp_path, "info", "ba") == ["batch.h5"]
    assert completed(tmp_path, "convolve", "--report", "ba") == ["batch.h5"]
    assert completed(tmp_path, "convolve", "batch.h5", "vi") == ["view"]
    (tmp_path / "my batch*.h5").write_text("")
    assert completed(tmp_path, "info", "my") == ["my batch*.h5"]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh")
def test_zsh_completes(tmp_path):
    """zsh in a new terminal, with two presses of the tabulator key."""
    (tmp_path / "_sparseconv").write_text(succeed("completion", "zsh"))
    script = """
        zmodload zsh/zpty
        zpty shell "zsh -f -i"
        zpty -w shell "PS1= fpath=(\\$PWD \\$fpath) && autoload -U compinit && compinit -u -D"
        zpty -w shell "LISTMAX=1000; print rea''dy"
        zpty -r shell text "*ready*"
        zpty -wn shell $'sparseconv convolve --mode \\t\\t'
        sleep 1
        zpty -wn shell $'\\x15print do''ne\\n'
        zpty -r shell text "*done*"
        print -r -- $text
    """
    zsh = ["zsh", "-f", "-c", script]
    done = subprocess.run(zsh, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert re.search("full +same +valid", done.stdout), (done.stdout, done.stderr)


def test_other_shells_are_refused():
    assert "bash|zsh" in fail(2, "completion", "fish")


@pytest.mark.parametrize("command", ["", *WORDS])
def test_manual(command):
    """Every option of the help is in the manual, and every line below the options."""
    arguments = [command] if command else []
    page = succeed("man", *arguments)
    title = "-".join(["SPARSECONV", *arguments]).upper()
    assert page.startswith(f'.TH {title} 1 "" "sparseconv ')
    for section in ("NAME", "SYNOPSIS", "OPTIONS", "SEE ALSO"):
        assert f".SH {section}\n" in page
    page = page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "").splitlines()
    text = succeed("help", *arguments)
    options = re.findall("^  (-.*?)(?:  .*)?$", text, re.MULTILINE)
    footer = text.split("\n\n")[-1].splitlines()
    assert "-h,--help" in options and footer
    assert {*options, *footer} <= set(page)


def test_manual_and_help_name_the_same_options_as_required():
    page, text = succeed("man", "generate"), succeed("help", "generate")
    assert page.count("(required)") == text.count("(required)") > 0


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff")
@pytest.mark.parametrize("command", ["", *WORDS])
def test_manual_is_proper_roff(command):
    page = succeed("man", *([command] if command else []))
    groff = ["groff", "-man", "-Tutf8", "-ww", "-rLL=100n"]
    done = subprocess.run(groff, input=page, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""
    assert "SYNOPSIS" in re.sub(".\x08", "", done.stdout)  # bold letters are struck twice


def test_every_page_that_is_referred_to_is_made():
    """The folder that is installed has all pages, if the program was built with the manual."""
    share = os.path.join(os.path.dirname(SPARSECONV), "..", "src", "cli", "share")
    if not os.path.isdir(share):
        pytest.skip("the pages were not printed")
    pages = os.listdir(os.path.join(share, "man", "man1"))
    assert sorted(pages) == sorted(["sparseconv.1", *(f"sparseconv-{c}.1" for c in WORDS)])
    for file, arguments in [
        ("bash-completion/completions/sparseconv", ("completion", "bash")),
        ("zsh/site-functions/_sparseconv", ("completion", "zsh")),
        ("man/man1/sparseconv-convolve.1", ("man", "convolve")),
    ]:
        assert open(os.path.join(share, file)).read() == succeed(*arguments)
