"""What `sparseconv convolve` says about its work: attributes, report, progress."""

import json
import os

import numpy as np
import pytest
from program import (
    attributes,
    fail,
    finish,
    random_images,
    read_batch,
    run,
    spaces,
    start,
    succeed,
    wait_for,
    write_batch,
)

SPACE = spaces()[-1]


def test_attributes_of_the_result(tmp_path):
    matrix = random_images(np.random.default_rng(7), 2, (8, 8))[1]
    source = write_batch(tmp_path / "in.h5", matrix, (8, 8))
    options = ("--filter", "cosine:2.5", "--mode", "full", "--method", "direct")
    succeed("convolve", source, tmp_path / "out.h5", *options)
    found = attributes(tmp_path / "out.h5")
    assert found["mode"] == "full" and found["method"] == "direct"
    assert found["filter"] == "cosine:2.5" and found["input"] == str(source)
    assert found["version"] == succeed("--version").split()[1]
    assert list(found["image-shape"]) == [12, 12]


def test_a_report_does_not_replace_what_was_made_meanwhile(tmp_path):
    matrix = random_images(np.random.default_rng(8), 100, (80, 70))[1]
    source = write_batch(tmp_path / "in.h5", matrix, (80, 70))
    report = tmp_path / "report.json"
    told = ("--filter", "box:3", "--repeat", "3000", "--report", report, "--progress", "off")
    process = start("convolve", source, tmp_path / "out.h5", *told)
    wait_for(lambda: any("report" in name for name in os.listdir(tmp_path)))
    report.write_text("mine")
    done = finish(process)
    assert done.returncode == 3 and f"{report}: " in done.stderr, done.stderr
    assert report.read_text() == "mine"


def test_report(tmp_path):
    dense, matrix = random_images(np.random.default_rng(8), 9, (8, 7))
    write_batch(tmp_path / "in.h5", matrix, (8, 7))
    options = ("--filter", "box:3", "--mode", "valid", "--method", "direct", "--space", SPACE)
    told = ("--repeat", 4, "--report", tmp_path / "report.json")
    out = succeed("convolve", tmp_path / "in.h5", tmp_path / "out.h5", *options, *told)
    report = json.loads((tmp_path / "report.json").read_text())
    assert list(report) == [
        "version",
        "kokkos",
        "space",
        "ranks",
        "threads",
        "method",
        "mode",
        "image_shape",
        "output_shape",
        "images",
        "nnz_in",
        "nnz_out",
        "seconds",
        "convolve_seconds_samples",
        "bytes",
    ]
    assert list(report["kokkos"]) == ["version", "configuration"]
    assert list(report["seconds"]) == ["total", "read", "plan", "convolve", "write"]
    assert list(report["bytes"]) == ["read", "written", "peak_memory"]
    nnz_out = read_batch(tmp_path / "out.h5").nnz
    wanted = {
        "space": SPACE,
        "ranks": 1,
        "method": "direct",
        "mode": "valid",
        "image_shape": [8, 7],
        "output_shape": [6, 5],
        "images": 9,
        "nnz_in": matrix.nnz,
        "nnz_out": nnz_out,
    }
    assert {key: report[key] for key in wanted} == wanted
    samples, seconds = report["convolve_seconds_samples"], report["seconds"]
    assert len(samples) == 4 and all(sample > 0 for sample in samples)
    assert seconds["convolve"] == pytest.approx(sum(samples))
    assert sum(seconds.values()) - seconds["total"] <= seconds["total"]
    assert report["bytes"]["read"] == (tmp_path / "in.h5").stat().st_size
    assert report["bytes"]["written"] == (tmp_path / "out.h5").stat().st_size
    assert report["bytes"]["peak_memory"] > 1e6
    assert f"9 images, {matrix.nnz} nonzeros in, {nnz_out} out" in out
    assert report["threads"] >= 1
    assert f"method direct on {SPACE}, {report['threads']} thread" in out


@pytest.fixture
def job(tmp_path):
    matrix = random_images(np.random.default_rng(8), 9, (8, 7))[1]
    source = write_batch(tmp_path / "in.h5", matrix, (8, 7))
    options = ("--filter", "box:3", "--progress", "off", "--report")
    return ("convolve", source, tmp_path / "out.h5", *options)


def test_report_on_standard_output(tmp_path, job):
    assert json.loads(succeed(*job, "-"))["images"] == 9
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.h5", "out.h5"]


FOREIGN = {
    "a text": (b"all my notes\n", "text"),
    "other JSON": (b'{"version": 1}\n', "text"),
    "a JSON list": (b'["version", "kokkos"]\n', "text"),
    "JSON that is cut off": (b'{"version": 1, "kokkos": {', "text"),
    "keys further inside": (b'{"a": {"version": 1, "kokkos": 2}}', "text"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "a PNG picture"),
    "a program": (b"\x7fELF\2\1\1\0", "a program"),
    "bytes": (b"\0\1\2\3", "binary data"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_report_replaces_no_other_file(tmp_path, job, name):
    content, kind = FOREIGN[name]
    (tmp_path / "report.json").write_bytes(content)
    message = fail(3, *job, tmp_path / "report.json")
    assert f"holds {kind} and not a report" in message and "--overwrite" in message
    assert (tmp_path / "report.json").read_bytes() == content
    assert not (tmp_path / "out.h5").exists()
    succeed(*job, tmp_path / "report.json", "--overwrite")
    assert json.loads((tmp_path / "report.json").read_text())["images"] == 9


def test_report_replaces_a_report_or_nothing(tmp_path, job):
    report = tmp_path / "report.json"
    report.write_text("")
    for _ in range(2):
        succeed(*job, report)
        seconds = json.loads(report.read_text())["seconds"]
    report.write_text(json.dumps({"kokkos": [1, 2], "more": {}, "version": "0"}))
    succeed(*job, report)
    assert json.loads(report.read_text())["seconds"].keys() == seconds.keys()


def test_a_colon_in_the_name_of_a_report_begins_no_group(tmp_path, job):
    """The name before the colon is that of the input, which is another file."""
    (tmp_path / "in.h5").rename(tmp_path / "run")
    convolve = ("convolve", tmp_path / "run", *job[2:])
    succeed(*convolve, tmp_path / "run:1.json")
    assert json.loads((tmp_path / "run:1.json").read_text())["images"] == 9
    assert "this output is the file" in fail(3, *convolve, tmp_path / "run")


def test_a_report_beside_one_that_was_never_finished(tmp_path, job):
    (tmp_path / ".report.json.0.partial").mkdir()
    (tmp_path / ".report.json.0.partial" / "report.json").write_text("of a run that was killed")
    succeed(*job, tmp_path / "report.json")
    assert not (tmp_path / ".report.json.0.partial").exists()
    assert json.loads((tmp_path / "report.json").read_text())["images"] == 9


def test_report_follows_links(tmp_path, job):
    (tmp_path / "there").mkdir()
    (tmp_path / "link.json").symlink_to("second.json")
    (tmp_path / "second.json").symlink_to(tmp_path / "there" / "report.json")
    for _ in range(2):  # to a file that does not exist yet, and to a file that does
        succeed(*job, tmp_path / "link.json")
        assert (tmp_path / "link.json").is_symlink() and (tmp_path / "second.json").is_symlink()
        assert json.loads((tmp_path / "there" / "report.json").read_text())["images"] == 9
    (tmp_path / "there" / "report.json").write_text("mine")
    fail(3, *job, tmp_path / "link.json")
    (tmp_path / "circle.json").symlink_to("circle.json")
    assert "circle.json" in fail(4, *job, tmp_path / "circle.json")


def test_peak_memory_is_that_of_the_program(tmp_path):
    ballast = np.ones(40_000_000)  # held by the process that starts the program
    matrix = random_images(np.random.default_rng(7), 1, (8, 8))[1]
    source = write_batch(tmp_path / "in.h5", matrix, (8, 8))
    options = ("--filter", "box:3", "--report", tmp_path / "report.json")
    succeed("convolve", source, tmp_path / "out.h5", *options)
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["bytes"]["peak_memory"] < ballast.nbytes


@pytest.mark.parametrize("style", ["auto", "bar", "plain", "off"])
def test_progress(tmp_path, style):
    matrix = random_images(np.random.default_rng(9), 4, (8, 8))[1]
    write_batch(tmp_path / "in.h5", matrix, (8, 8))
    done = run(
        "convolve",
        tmp_path / "in.h5",
        tmp_path / "out.h5",
        "--filter",
        "box:3",
        "--progress",
        style,
    )
    assert done.returncode == 0
    assert ("4/4 images" in done.stderr) == (style != "off")
    assert ("\r" in done.stderr) == (style == "bar")
