"""Runs programs, alone or under Open MPI's mpirun, which can count what the ranks send."""

import json
import pathlib
import re
import tempfile

from programs import output_of

SETTINGS = pathlib.Path(__file__).resolve().parents[1] / "examples" / "mpi_settings"
QUIET = {
    **dict(re.findall(r"^([A-Z]\w+)=(.*)$", SETTINGS.read_text(), re.MULTILINE)),
    "OMP_PROC_BIND": "false",
    "KOKKOS_DISABLE_WARNINGS": "1",
}


def run(command, ranks=1, threads=1, mca=()):
    """The output of a program. One rank is a process without mpirun."""
    if ranks > 1 or mca:
        settings = [word for name, value in mca for word in ("--mca", name, str(value))]
        command = ["mpirun", *settings, "--bind-to", "none", "-n", str(ranks), *command]
    return output_of(*command, **QUIET, OMP_NUM_THREADS=str(threads))


def convolve(program, source, output, *options, ranks=1, threads=1):
    """The report of the program."""
    report = output.with_suffix(".json")
    command = [program, "convolve", source, output, *options, "--report", report]
    run([*command, "--progress", "off"], ranks, threads)
    return json.loads(report.read_text())


def sent_by_rank(file):
    """Messages and bytes that a rank sent to other ranks, from its file of Open MPI's monitoring.
    Lines `E` are messages of the program, lines `I` are messages of collective calls."""
    messages = size = 0
    for line in file.read_text().splitlines():
        found = re.match(r"[EI]\t(\d+)\t(\d+)\t(\d+) bytes\t(\d+) msgs", line)
        if found and found[1] != found[2]:
            size += int(found[3])
            messages += int(found[4])
    return messages, size


def traffic(command, ranks):
    """The output of a program, and what its ranks send: means and maxima over the ranks."""
    with tempfile.TemporaryDirectory() as folder:
        mca = {
            "pml_monitoring_enable": 2,
            "pml_monitoring_enable_output": 3,
            "pml_monitoring_filename": f"{folder}/sent",
        }
        output = run(command, ranks, mca=mca.items())
        sent = [sent_by_rank(file) for file in pathlib.Path(folder).glob("sent.*.prof")]
    messages, sizes = zip(*sent)
    return output, {
        "messages": {"mean": sum(messages) / ranks, "max": max(messages)},
        "bytes": {"mean": sum(sizes) / ranks, "max": max(sizes)},
    }
