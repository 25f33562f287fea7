"""What files include: a header that uses Kokkos one that brings it, and no room a room above it. The
compiler does not notice the first, as private headers are compiled with Kokkos precompiled. And
which functions of headers are static."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
INCLUDED_FROM = [ROOT / folder for folder in ("include", "src", "src/cli", "src/python")]
HEADERS = sorted(str(path.relative_to(ROOT))
                 for folder in INCLUDED_FROM[:2] for path in folder.rglob("*.hpp"))


def included_by(header):
    """The names of all headers that come with one, as far as ours lead to them."""
    names, waiting = set(), [header]
    while waiting:
        new = set(re.findall(r'#include [<"](.+?)[>"]', waiting.pop().read_text())) - names
        names |= new
        waiting += [folder / name for name in new for folder in INCLUDED_FROM
                    if (folder / name).exists()]
    return names


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_uses_kokkos_includes_it(name):
    code = re.sub(r"//.*", "", (ROOT / name).read_text())
    if re.search(r"\bKokkos(Sparse|Kernels)?::|\bKOKKOS_", code):
        assert any(other.startswith("Kokkos") for other in included_by(ROOT / name))


ROOMS = {  # and what each may include of others
    "rows": "", "batch": "rows", "methods": "rows batch", "plan": "rows batch methods",
    "mpi": "rows batch methods plan", "io": "rows batch",
    "job": "rows batch methods plan mpi io settings",
    "settings": "", "cli": "io settings", "python": "batch settings",
}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_includes_none_above_it(room):
    for path, included in includes(room):
        rooms = {name.split("/")[0] for name in included if "/" in name} & set(ROOMS)
        assert rooms <= {room, *ROOMS[room].split()}, path


FOLDERS = {  # the same for folders of rooms; none may include what is in the room itself
    "io": {
        "files": "", "hdf5": "files", "chunks": "files hdf5", "arrays": "files hdf5 chunks",
        "numpy": "files hdf5 arrays", "text": "files",
        "sources": "files hdf5 chunks arrays numpy text",
    },
    "cli": {"process": "", "arguments": "process", "commands": "process arguments"},
}
FOR_ALL = {"cli": {"words.hpp", "numbers.hpp", "verbosity.hpp", "commands.hpp"}}


@pytest.mark.parametrize("room, folder",
                         [(room, folder) for room in FOLDERS for folder in FOLDERS[room]])
def test_a_folder_includes_none_above_it(room, folder):
    rooms_own = {path.name for path in (ROOT / "src" / room).glob("*.hpp")} | set(FOLDERS[room])
    allowed = {folder, *FOLDERS[room][folder].split(), *FOR_ALL.get(room, ())}
    for path, included in includes(f"{room}/{folder}"):
        local = {name.removeprefix(f"{room}/").split("/")[0] for name in included}
        assert local & rooms_own <= allowed, path


def includes(folder):
    """The sources of a folder, each with the names that it includes."""
    for path in (ROOT / "src" / folder).rglob("*.[hc]pp"):
        yield path, re.findall(r'#include [<"](.+?)[>"]', path.read_text())


@pytest.mark.parametrize("name", HEADERS)
def test_a_function_with_a_kernel_is_static(name):
    """For CUDA. The compiler wraps a lambda for host and device in an object, whose constructor the
    linker takes from any source, but whose destructor looks at numbers of its own source: where two
    sources have the same instance of a function, the program jumps to address 0."""
    begin = ""
    for line in (ROOT / name).read_text().splitlines():
        if re.match(r"[A-Za-z]", line):
            begin = line
        if "KOKKOS_LAMBDA" in line:
            assert begin.startswith(("static ", "class ", "struct ")), begin
