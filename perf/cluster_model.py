"""A model, not a measurement: the time of a job on a cluster, from measurements on one machine and
from assumptions about the network and the file system. perf/scaling.md has the formulae."""

import math
import statistics
from dataclasses import dataclass

import numpy as np
from markdown import print_table

IMAGES = 10**9
RANKS = (1, 10, 100, 1000, 10_000)
BYTES_OF_ENTRY = 8  # int32 and float32
BYTES_OF_OFFSET = 8
BYTES_OF_SHARD = 150  # the line of a shard in a manifest
SHARD = 4 * 2**30  # --shard-size 4G
SLICE = 2**24  # entries of the result of a slice


@dataclass(frozen=True)
class Assumed:
    """What a usual cluster is assumed to be like."""

    latency: float = 1.5e-6  # L of LogGP, seconds
    overhead: float = 0.5e-6  # o of LogGP, seconds of a sender or a receiver
    gap: float = 0.5e-6  # g of LogGP, seconds between two messages
    per_byte: float = 8e-11  # G of LogGP, seconds: 100 Gbit/s
    file_system: float = 1e11  # bytes a second of all ranks together
    file_operation: float = 2e-3  # seconds to make, open, sync or rename a file


@dataclass(frozen=True)
class Measured:
    """What perf/scaling measured, for one rank with one thread."""

    bytes_in: float  # bytes of an image in the input
    bytes_out: float  # bytes of an image in the result
    read: float  # bytes a second, of a file of 10 MB in the page cache
    convolve: float  # seconds for an image
    write: float  # bytes a second, written, read back and synced
    imbalance: float  # of the run with the most ranks
    link: float  # seconds for a shard
    messages: tuple  # messages of a rank for each doubling of the ranks, and messages besides

    def messages_of_rank(self, ranks):
        return self.messages[0] * math.log2(ranks) + self.messages[1] if ranks > 1 else 0


def measured(figures):
    alone = figures["times"][0]
    images = alone["images"]
    bytes_in = BYTES_OF_ENTRY * alone["nnz_in"] + BYTES_OF_OFFSET * images
    bytes_out = BYTES_OF_ENTRY * alone["nnz_out"] + BYTES_OF_OFFSET * images
    seconds_of = {part: min(some) for part, some in alone["seconds"].items()}
    linking = figures["linking"]
    shards = [one["shards"] for one in linking]
    seconds = [statistics.median(one["seconds"]) for one in linking]
    several = [one for one in figures["program"] if one["ranks"] > 1]
    doublings = [math.log2(one["ranks"]) for one in several]
    return Measured(
        bytes_in=bytes_in / images,
        bytes_out=bytes_out / images,
        read=bytes_in / seconds_of["read"],
        convolve=seconds_of["convolve"] / images,
        write=bytes_out / seconds_of["write"],
        imbalance=max(one["imbalance"] for one in several),
        link=float(np.polyfit(shards, seconds, 1)[0]),
        messages=tuple(np.polyfit(doublings, [one["messages"]["max"] for one in several], 1)),
    )


def message(assumed, size):
    """Seconds from the beginning of a send to the end of its receive, by LogGP."""
    return assumed.latency + 2 * assumed.overhead + (size - 1) * assumed.per_byte


def communication(assumed, figures, ranks, shards):
    """Seconds of all messages, one after the other: small messages, a sum of the boundaries of all
    ranks, the contents of the manifests, and the sums that tell how far all ranks are. Of the last
    only the sending counts, as the rest overlaps with the work."""
    doublings = math.ceil(math.log2(ranks)) if ranks > 1 else 0
    small = figures.messages_of_rank(ranks) * max(message(assumed, 64), assumed.gap)
    boundaries = doublings * message(assumed, 8 * (ranks + 1))
    manifests = doublings * message(assumed, BYTES_OF_SHARD * shards)
    slices = IMAGES * figures.bytes_out / BYTES_OF_ENTRY / SLICE / ranks
    return small + boundaries + manifests + slices * doublings * 2 * assumed.overhead


def seconds_of_job(assumed, figures, ranks):
    """The seconds of each part of a job on `ranks` ranks of one thread each."""
    size = IMAGES * figures.bytes_out
    shards = max(ranks, math.ceil(size / SHARD))
    offsets = BYTES_OF_OFFSET * IMAGES
    parts = {
        "read": IMAGES * figures.bytes_in / min(ranks * figures.read, assumed.file_system),
        "convolve": IMAGES * figures.convolve * figures.imbalance / ranks,
        "write": size / min(ranks * figures.write, assumed.file_system / 2)
        + 4 * math.ceil(shards / ranks) * assumed.file_operation,
        "messages": communication(assumed, figures, ranks, shards),
        "link": shards * (figures.link + 3 * assumed.file_operation)
        + offsets / figures.read
        + offsets / figures.write,
    }
    total = sum(parts.values())
    single = total + parts["write"] if ranks > 1 else total - parts["link"]
    return {**parts, "sharded": total, "single": single}


def print_model(figures):
    facts, assumed = measured(figures), Assumed()
    rows = [(f"measured: {name}", f"{value:.4g}") for name, value in vars(facts).items()
            if name != "messages"]
    rows.append(("measured: messages of a rank", "{:.3g} log2(P) + {:.3g}".format(*facts.messages)))
    rows += [(f"assumed: {name}", f"{value:.4g}") for name, value in vars(assumed).items()]
    print_table(("model: parameter", "value"), rows)
    jobs = {ranks: seconds_of_job(assumed, facts, ranks) for ranks in RANKS}
    header = ("model: ranks", *jobs[1], "sharded, times one rank")
    print_table(header, ((str(ranks), *(f"{value:.3g}" for value in job.values()),
                          f"{jobs[1]['sharded'] / job['sharded']:.0f}")
                         for ranks, job in jobs.items()))
