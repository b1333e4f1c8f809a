"""A command → its cost: wall and processor seconds of the whole process tree, memory of the largest process."""

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
ORPHAN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Cost:
    """``wall`` and ``cpu`` (user and system) in seconds, ``peak`` in bytes of the one largest process."""

    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended, with its standard output; ``log`` holds its standard error."""

    status: int
    cost: Cost
    output: str
    log: Path

    def reason(self) -> str:
        """Exit status and the last lines of its standard error."""
        said = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f"exit {self.status}: " + "\n".join(said[-20:])


def run(command: Sequence[str | Path], environ: Mapping[str, str], log: Path) -> Ended:
    """Run ``command`` and count everything it started, also what outlived its parent.

    A process that its parent waited for is in the parent's own account (``wait4``). One whose parent ended first
    comes to this process, which asks to inherit such orphans, and is added. Linux only. Nothing else may be
    started from this process while the command runs. The peak cannot be lower than this process's own.

    Raises:
        TimeoutError: an orphan still runs :data:`ORPHAN_SECONDS` after the command has ended.

    """
    before = _children()
    _inherit_orphans(True)
    with log.open("wb") as err, log.with_suffix(".out").open("wb") as out:
        began = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command], env=dict(environ), stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    cost = Cost(wall, *_account(usage)) + _orphans(before)
    _inherit_orphans(False)
    return Ended(process.returncode, cost, log.with_suffix(".out").read_text(encoding="utf-8"), log)


def _account(usage: resource.struct_rusage) -> tuple[float, int]:
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def _inherit_orphans(wanted: bool) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, int(wanted), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def _children() -> set[int]:
    return {int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


def _orphans(before: set[int]) -> Cost:
    """The account of the processes left behind, that is, of all children that were not there ``before``."""
    cost = Cost()
    until = time.monotonic() + ORPHAN_SECONDS
    while left := _children() - before:
        for pid in left:
            ended, _, usage = os.wait4(pid, os.WNOHANG)
            cost += Cost(0.0, *_account(usage)) if ended else Cost()
        if time.monotonic() > until:
            raise TimeoutError(f"processes left behind still run after {ORPHAN_SECONDS:.0f} s: {sorted(left)}")
        time.sleep(0.02)
    return cost
