"""Shows the machine code of kernels for an NVIDIA GPU, which need not be there: the instructions of
each kernel and of each of its loops, as `cuobjdump -sass` lists them. Times the trips of a warp, as
gpu.md has them, they are the instructions that it executes."""

import argparse
import pathlib
import re
import subprocess
import sysconfig
from dataclasses import dataclass, field

from machine import ROOT
from markdown import print_table

TOOLS = pathlib.Path(sysconfig.get_path("purelib"))
LIBRARY = ROOT / "build-kernels/src/libsparseconv_core.a"
KINDS = {  # of instructions, by the beginning of their names
    "multiply-add": ("FFMA", "DFMA"),
    "shared memory": ("LDS", "STS", "ATOMS"),
    "global memory": ("LDG", "STG", "ATOMG", "RED"),
}


@dataclass
class Instruction:
    address: int
    name: str
    target: int  # of a branch, or -1


@dataclass
class Loop:
    first: int  # addresses
    last: int
    inner: list = field(default_factory=list)


def arguments():
    parser = argparse.ArgumentParser(prog="device_code", description=__doc__)
    add = parser.add_argument
    add("libraries", nargs="*", type=pathlib.Path, default=[LIBRARY], metavar="LIBRARY",
        help="what .ci/kernels has built, and what it has built of another commit [%(default)s]")
    add("--kernels", default=r"TileKernel<float, int, Kokkos::Cuda>.*(Count|Fill)\b",
        help="a regular expression for their names [%(default)s]")
    return parser.parse_args()


def tool(name):
    """A program of a package of pip's, which puts it in a folder of the toolkit's."""
    return next(path for path in TOOLS.glob(f"nvidia/**/bin/{name}"))


def kernels(library, pattern):
    """The name and the instructions of each kernel."""
    environment = {"PATH": f"{tool('nvdisasm').parent}:/usr/bin:/bin"}
    listing = subprocess.run([tool("cuobjdump"), "-sass", library], env=environment, check=True,
                             capture_output=True, text=True).stdout
    names = subprocess.run(["c++filt"], input=listing, check=True, capture_output=True, text=True)
    for text in names.stdout.split("Function : ")[1:]:
        name = text.partition("\n")[0]
        if re.search(pattern, name):
            yield name, instructions(text)


def instructions(text):
    found = re.findall(r"/\*([0-9a-f]{4,})\*/\s+(?:@!?U?P\w+ )?([A-Z][\w.]*)\s*([^;]*);", text)
    targets = [re.search(r"0x([0-9a-f]+)", operands) if name.startswith("BRA") else None
               for _, name, operands in found]
    return [Instruction(int(address, 16), name, int(target[1], 16) if target else -1)
            for (address, name, _), target in zip(found, targets)
            if name != "NOP"]


def loops(code):
    """The outermost loops: what lies between a branch back and its target."""
    ends = {}
    for instruction in code:
        if 0 <= instruction.target < instruction.address:
            ends[instruction.target] = instruction.address
    outermost, open_loops = [], []
    for first, last in sorted(ends.items(), key=lambda ends: (ends[0], -ends[1])):
        while open_loops and open_loops[-1].last < first:
            open_loops.pop()
        loop = Loop(first, last)
        (open_loops[-1].inner if open_loops else outermost).append(loop)
        open_loops.append(loop)
    return outermost


def counts(code, loop):
    """The instructions of a loop without those of the loops in it, and how many are of each kind."""
    own = [one.name for one in code if loop.first <= one.address <= loop.last
           and not any(inner.first <= one.address <= inner.last for inner in loop.inner)]
    return [len(own), *(sum(name.startswith(kind) for name in own) for kind in KINDS.values())]


def label(kernel):
    """The step of a method or, where there is none, the beginning of the name."""
    step = re.search(r"SparseConv::Impl::(Count|Fill|Clear|CheckedValues|Values)\b", kernel)
    return step[1] if step else kernel[:120]


def rows(code, loop, depth):
    yield [f"{'- ' * depth}{loop.first:x} to {loop.last:x}", *map(str, counts(code, loop))]
    for inner in loop.inner:
        yield from rows(code, inner, depth + 1)


def main():
    options = arguments()
    for library in options.libraries:
        for name, code in kernels(library, options.kernels):
            whole = Loop(0, code[-1].address, loops(code))
            print(f"\n{library}: {label(name)}\n")
            print_table(["addresses", "instructions", *KINDS], rows(code, whole, 0))


main()
