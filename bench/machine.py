"""The machine and the commit → one line, without which no figure means anything."""

import os
import platform
import subprocess
from datetime import date
from pathlib import Path


def line(today: date, root: Path) -> str:
    """``2026-11-24 · commit 1a2b3c4 · 2 cores AMD EPYC · Debian GNU/Linux 12 (bookworm) · Python 3.11.7``."""
    cores = f"{len(os.sched_getaffinity(0))} cores {_processor()}"
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    return " · ".join(
        (today.isoformat(), f"commit {_commit(root)}", cores, system, f"Python {platform.python_version()}")
    )


def _processor() -> str:
    for entry in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if entry.startswith("model name"):
            return entry.partition(":")[2].strip()
    return platform.machine()


def _commit(root: Path) -> str:
    """The short hash, with ``+`` where the working tree differs from it; ``none`` outside a clone."""
    try:
        found = _git(root, "rev-parse", "--short", "HEAD")
        return found + ("+" if _git(root, "status", "--porcelain") else "")
    except (subprocess.CalledProcessError, FileNotFoundError):
        return "none"


def _git(root: Path, *arguments: str) -> str:
    ended = subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True, encoding="utf-8")
    return ended.stdout.strip()
