"""The measure itself: what a command costs, also what its grandchildren and orphans cost."""

import os
import subprocess
import sys
from pathlib import Path

from bench.cost import run
from tests.conftest import ROOT

BUSY = "import time\nuntil = time.process_time() + 0.3\nwhile time.process_time() < until: pass\n"


def python(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


def test_a_busy_grandchild_is_counted(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', {BUSY!r}])"
    ended = run(python(code), os.environ, tmp_path / "log")
    assert ended.status == 0
    assert 0.3 <= ended.cost.cpu < 2
    assert ended.cost.wall >= 0.3


def test_an_orphan_that_outlives_its_parent_is_counted(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', {BUSY!r}])"
    ended = run(python(code), os.environ, tmp_path / "log")
    assert ended.cost.cpu >= 0.3


def test_the_peak_is_the_largest_process_not_the_sum(tmp_path: Path) -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', 'bytearray(300_000_000)'])"
    measure = (
        "import os, sys, pathlib; from bench.cost import run\n"
        f"ended = run([sys.executable, '-S', '-c', {code!r}], os.environ, pathlib.Path({str(tmp_path / 'log')!r}))\n"
        "print(ended.cost.peak)"
    )  # in a small process of its own: a child begins with the peak of the process that forked it
    told = subprocess.run([sys.executable, "-c", measure], capture_output=True, text=True, check=True, cwd=ROOT)
    assert 300e6 < int(told.stdout) < 450e6


def test_a_failing_command_says_why(tmp_path: Path) -> None:
    ended = run(python("import sys; print('out'); sys.exit('hết giấy')"), os.environ, tmp_path / "log")
    assert ended.status == 1
    assert ended.output == "out\n"
    assert "hết giấy" in ended.reason()
