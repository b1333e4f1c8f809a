"""The one contract of every runner; the Dask runner on a real scheduler with a real worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.errors import EngineFailed, Truncated
from tests.conftest import ROOT
from vankho.runner import Runner
from vankho.runners.dask import Dask
from vankho.runners.here import Here
from vankho.runners.pool import Pool


def square(number: int) -> int:
    time.sleep(0.01 * (number % 3))
    return number * number


def break_on_two(number: int) -> int:
    if number == 2:
        raise Truncated("hỏng", file="a.jpg", page=2)
    return number


def die(marker: Path) -> str:
    """Kills its own process the first time."""
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def die_always(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def process_of(_: int) -> int:
    return os.getpid()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Dask scheduler and one worker in processes of their own, on loopback."""
    folder = tmp_path_factory.mktemp("dask")
    environ = os.environ | {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__ADMIN__LOG_FORMAT": "%(message)s"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environ, "cwd": folder}
    address_file = folder / "scheduler.json"
    common = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    scheduler = subprocess.Popen([*common, "--no-dashboard", "--scheduler-file", str(address_file)], **quiet)  # type: ignore[call-overload]
    command = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(address_file)]
    more = ["--nworkers", "1", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
    worker = subprocess.Popen([*command, *more], **quiet)  # type: ignore[call-overload]
    import json

    deadline = time.monotonic() + 60
    while not address_file.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    yield json.loads(address_file.read_text())["address"]
    for process in (worker, scheduler):
        process.terminate()
        process.wait(30)


@pytest.fixture(params=["here", "pool", "dask"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    if request.param == "dask":
        made: Runner = Dask(request.getfixturevalue("cluster"))
    else:
        made = Here() if request.param == "here" else Pool(2)
    yield made
    made.close()


def test_results_come_in_the_order_of_the_items(runner: Runner) -> None:
    assert list(runner.run(square, range(20))) == [number * number for number in range(20)]


def test_nothing_to_do_gives_nothing(runner: Runner) -> None:
    assert list(runner.run(square, [])) == []


def test_an_exception_is_raised_as_it_was_after_the_results_before_it(runner: Runner) -> None:
    results = runner.run(break_on_two, [0, 1, 2, 3])
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(Truncated) as caught:
        next(results)
    assert (caught.value.file, caught.value.page, caught.value.detail) == ("a.jpg", 2, "hỏng")
    assert list(runner.run(square, [3])) == [9]


def test_several_threads_may_ask_at_once(runner: Runner) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda start: list(runner.run(square, range(start, start + 5))), range(4)))
    assert answers == [[number * number for number in range(start, start + 5)] for start in range(4)]


def test_a_worker_that_dies_is_replaced_and_its_item_done(tmp_path: Path) -> None:
    pool = Pool(2)
    assert list(pool.run(die, [tmp_path / "a", tmp_path / "b"])) == ["done", "done"]
    pool.close()


def test_an_item_that_kills_every_worker_is_named_and_the_pool_lives_on() -> None:
    pool = Pool(2)
    with pytest.raises(EngineFailed):
        list(pool.run(die_always, [0, 1, 2]))
    assert list(pool.run(square, [2])) == [4]
    pool.close()


def test_workers_end_when_their_parent_is_killed() -> None:
    script = (
        "import sys, time; from tests.contracts.test_runner import process_of; from vankho.runners.pool import Pool\n"
        "if __name__ == '__main__':\n"
        "    pool = Pool(2); print(next(pool.run(process_of, [1, 2])), flush=True); time.sleep(60)"
    )
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environ)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()
