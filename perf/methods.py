"""What a build of the program has."""

import re
import subprocess
import sys


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def methods_of(program):
    """The names of all methods but `automatic`, as the help of `convolve` lists them."""
    names = re.search(r"--method automatic\|(\S+)", output_of(program, "convolve", "--help"))
    return names[1].split("|") if names else sys.exit(f"{program}: its help lists no methods")


def has_mpi(program):
    return bool(re.search("^Components:.* mpi", output_of(program, "--version"), re.MULTILINE))
