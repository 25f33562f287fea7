"""Runs the built programs, and tells what a build has."""

import os
import pathlib
import re
import subprocess
import sys


def fail(message):
    sys.exit(f"{pathlib.Path(sys.argv[0]).stem}: {message}")


def output_of(*command, **environment):
    """What a program prints. If it fails, this program ends with its message."""
    command = list(map(str, command))
    environment = {**os.environ, **environment}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        fail(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def methods_of(program):
    """The names of all methods but `automatic`, as the help of `convolve` lists them."""
    names = re.search(r"--method automatic\|(\S+)", output_of(program, "convolve", "--help"))
    return names[1].split("|") if names else fail(f"the help of {program} lists no methods")


def has_mpi(program):
    return bool(re.search("^Components:.* mpi", output_of(program, "--version"), re.MULTILINE))
