"""The methods that a build of the program has, by name."""

import re
import subprocess
import sys


def methods_of(program):
    """All but `automatic`, as the help of `convolve` lists them."""
    command = [program, "convolve", "--help"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = re.search(r"--method automatic\|(\S+)", text)
    return names[1].split("|") if names else sys.exit(f"{program}: its help lists no methods")
