"""The module in the life of a process: threads, forks, limits, memory, the end."""

import os
import threading
import time

import numpy as np
import pytest
import scipy.sparse

import sparseconv

WORK = """
import scipy.sparse, sparseconv
x = scipy.sparse.random(50, 10000, 0.01, "csr", "float32", random_state=0)
plan = sparseconv.Plan((100, 100), "box:5")
conv = sparseconv.Toeplitz_convolution2d((100, 100), sparseconv.box(5))
"""


def many(n):
    return scipy.sparse.random(n, 10000, 0.01, "csr", np.float32, random_state=0)


@pytest.mark.parametrize("statement", ["plan(x)", "result = plan(x)", "rows = [plan(x).data for _ in 'abc']",
                                       "conv(x)", "sparseconv.box(3)", "pass"])
def test_the_interpreter_ends_quietly(run_python, statement):
    assert run_python(WORK + statement, "-X", "dev") == ""


def test_threads_at_the_end(run_python):
    run_python(WORK + """
import threading
thread = threading.Thread(target=lambda: [plan(x) for _ in range(200)], daemon=True)
thread.start()
plan(x)
""")


def test_threads_with_plans_of_their_own_give_the_same():
    x = many(300)
    plans = [sparseconv.Plan((100, 100), "gaussian:1", num_threads=n % 3 or None) for n in range(4)]
    expected = plans[0](x)
    wrong = []

    def work(plan):
        for _ in range(5):
            if (plan(x) != expected).nnz > 0:
                wrong.append(plan)

    together(*[lambda plan=plan: work(plan) for plan in plans])
    assert wrong == []


@pytest.mark.parametrize("method", ["direct", "precomputed", "lazy", "gather_scatter"])
def test_threads_with_one_plan_give_the_same(method):
    x = many(40)
    plan = sparseconv.Plan((100, 100), "gaussian:1", method=method)
    expected = plan(x)
    results = []
    together(*[lambda: results.extend(plan(x) for _ in range(4)) for _ in range(3)])
    assert all((result != expected).nnz == 0 for result in results)


def test_threads_use_files(run_python, tmp_path):
    """HDF5 is for one thread at a time: in others, calls wait."""
    run_python(WORK + f"""
import concurrent.futures
def use_files(name):
    for _ in range(5):
        sparseconv.write_batch(name, x, (100, 100))
        sparseconv.convolve_file(name, name + ".out", "box:3", progress=lambda *_: again.append(
            sparseconv.read_batch(name)[0]))
        again.append(sparseconv.read_batch(name)[0])
again = []
with concurrent.futures.ThreadPoolExecutor(6) as threads:
    list(threads.map(use_files, ["{tmp_path}/%d.h5" % n for n in range(6)]))
assert all((y != x).nnz == 0 for y in again)
""")


def together(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_plan_works_while_another_does():
    """Small calls begin and end while a large call is at work, which holds neither a lock nor the
    GIL."""
    large = sparseconv.Plan((100, 100), np.ones((15, 15)), num_threads=1)
    small = sparseconv.Plan((100, 100), np.ones((3, 3)), num_threads=1)
    x = many(6000)
    one = x[:1]
    large(x[:10]), small(one)
    inside = []
    span = []

    def work():
        span.append(time.perf_counter())
        large(x)
        span.append(time.perf_counter())

    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        begin = time.perf_counter()
        small(one)
        inside.append((begin, time.perf_counter()))
    inside = [call for call in inside if call[0] > span[0] and call[1] < span[1]]
    assert len(inside) >= 5


CHILD = """
import os, sys
def in_child(work):
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except RuntimeError as error:
            os._exit(7 if "forked" in str(error) else 8)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
"""


def test_a_fork_after_use_is_refused_in_the_child(run_python):
    run_python(WORK + CHILD + """
result = plan(x)
assert in_child(lambda: plan(x)) == 7
assert in_child(lambda: sparseconv.Plan((100, 100), "box:3")(x)) == 7
assert in_child(lambda: sparseconv.prune(x)) == 7
def forget():
    global plan, result, conv
    del plan, result, conv
assert in_child(forget) == 0
plan(x)  # the parent goes on
""", "-W", "ignore")


def test_a_fork_before_use_is_none_of_our_business(run_python):
    run_python(CHILD + """
import sparseconv
def work():
""" + "\n".join("    " + line for line in WORK.splitlines()) + """
    plan(x)
assert in_child(work) == 0
work()
""")


def test_processes_that_are_spawned_work(run_python):
    run_python("import multiprocessing" + WORK + """
if __name__ == "__main__":
    plan(x)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert (pool.map(plan, [x])[0] != plan(x)).nnz == 0
""")


def test_limits_of_threads_are_obeyed(run_python):
    threadpoolctl = pytest.importorskip("threadpoolctl")
    assert threadpoolctl
    run_python(WORK + """
import glob, threadpoolctl
plan(x)
def count():
    return len(glob.glob("/proc/self/task/*"))
before = count()
plan = sparseconv.Plan((100, 100), "box:3", num_threads=6)
with threadpoolctl.threadpool_limits(1):
    plan(x)
    assert count() == before
plan(x)
assert count() == before + 4, (before, count())
""", OMP_NUM_THREADS="2", OMP_PROC_BIND="false", OPENBLAS_NUM_THREADS="1")


@pytest.mark.parametrize("variables", [
    {"OMP_THREAD_LIMIT": "1"}, {"OMP_THREAD_LIMIT": "2", "OMP_NUM_THREADS": "5"},
    {"OMP_DYNAMIC": "true"}, {"OMP_MAX_ACTIVE_LEVELS": "0"}])
def test_openmp_gives_the_threads_that_kokkos_counts_on(run_python, variables):
    run_python(WORK + """
import threading
wanted = sparseconv.Plan((100, 100), "box:5", num_threads=1)(x)
def work():
    for one in (plan, sparseconv.Plan((100, 100), "box:5", num_threads=4)):
        assert (one(x) != wanted).nnz == 0
    assert (sparseconv.max_projection(x, (100, 100)) == x.max(0).toarray().reshape(100, 100)).all()
work()
thread = threading.Thread(target=work)
thread.start()
thread.join()
""", **variables)


def test_a_file_is_convolved_with_the_threads_that_are_allowed(run_python, tmp_path):
    threadpoolctl = pytest.importorskip("threadpoolctl")
    assert threadpoolctl
    run_python(WORK + f"""
import glob, threadpoolctl
names = {str(tmp_path / "in.h5")!r}, {str(tmp_path / "out.h5")!r}
def count():
    return len(glob.glob("/proc/self/task/*"))
before = count()
with threadpoolctl.threadpool_limits(1):
    sparseconv.write_batch(names[0], x, (100, 100), compression="gzip")
    sparseconv.convolve_file(*names, "box:5", compression="gzip")
assert count() == before, (before, count())
sparseconv.convolve_file(*names, "box:5", num_threads=6)
assert count() >= before + 4, (before, count())
assert (sparseconv.read_batch(names[1])[0] != plan(x)).nnz == 0
""", OMP_NUM_THREADS="6", OMP_PROC_BIND="false", OPENBLAS_NUM_THREADS="1")


@pytest.mark.parametrize("variable, value", [
    ("KOKKOS_NUM_THREADS", "abc"), ("KOKKOS_NUM_THREADS", "0"), ("KOKKOS_DEVICE_ID", "-1"),
    ("KOKKOS_DISABLE_WARNINGS", "maybe"), ("KOKKOS_MAP_DEVICE_ID_BY", "name")])
def test_a_wrong_variable_of_kokkos_is_an_error(run_python, variable, value):
    said = run_python(WORK + """
for _ in range(2):
    try:
        plan(x)
    except RuntimeError as error:
        print(error)
import os
del os.environ['""" + variable + """']
plan(x)
""", **{variable: value})
    assert said.count(f"environment variable {variable}: '{value}' is not") == 2


@pytest.mark.parametrize("variable, threads", [
    ("OMP_NUM_THREADS", "700"), ("KOKKOS_NUM_THREADS", "700"), ("OMP_NUM_THREADS", "100000")])
def test_more_threads_than_kokkos_knows(run_python, variable, threads):
    run_python(WORK + """
import threading
plan(x)
thread = threading.Thread(target=plan, args=(x,))  # which OpenMP would give as many threads anew
thread.start()
thread.join()
""", **{variable: threads}, OPENBLAS_NUM_THREADS="1")


def test_a_daemon_at_work_is_no_leak(run_python):
    run_python(WORK + """
import threading, time
def work():
    while True:
        plan(x)
threading.Thread(target=work, daemon=True).start()
time.sleep(0.3)
""", OPENBLAS_NUM_THREADS="1")


def test_a_small_call_starts_no_threads(run_python):
    run_python(WORK + """
import glob
def count():
    return len(glob.glob("/proc/self/task/*"))
plan(x)
before = count()
plan = sparseconv.Plan((100, 100), "box:3", num_threads=6)
image = x[:1].reshape(100, 100).tocsr()
plan(x[:1]), plan(image), sparseconv.max_projection(x[:1], (100, 100))
assert count() == before, (before, count())
plan(x)
assert count() == before + 4, (before, count())
""", OMP_NUM_THREADS="2", OMP_PROC_BIND="false", OPENBLAS_NUM_THREADS="1")


@pytest.mark.parametrize("other", ["numba", "sklearn.cluster", "torch"])
def test_other_users_of_openmp(run_python, other):
    pytest.importorskip(other.partition(".")[0])
    works = {
        "numba": """
@other.njit(parallel=True)
def work():
    total = 0
    for i in other.prange(1000):
        total += i
    return total
""",
        "sklearn.cluster": """
def work():
    return other.KMeans(3, n_init=1).fit(x.toarray()[:, :50])
""",
        "torch": """
def work():
    return other.ones(1000, 1000).sum()
""",
    }
    run_python(WORK + f"import {other} as other" + works[other] + """
for _ in range(3):
    plan(x), work()
""", timeout=300)


def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_memory_of_results_comes_back():
    plan = sparseconv.Plan((100, 100), np.ones((9, 9)))
    x = many(2000)
    plan(x[:1])
    before = resident_bytes()
    result = plan(x)
    size = result.data.nbytes + result.indices.nbytes
    assert resident_bytes() - before > size / 2
    for _ in range(5):
        result = plan(x)
    del result
    plan.release_memory()
    assert resident_bytes() - before < size / 4
