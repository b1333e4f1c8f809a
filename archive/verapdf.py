"""PDF files → veraPDF's verdict on each, as the PDF/A that it is to be."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from archive.errors import Failed
from archive.xmp import Flavour

_VERDICTS = (0, 1, 7)
"""veraPDF's exit codes for: all compliant; some not; some that it could not read. All others are its own failures."""

_BATCH = 500
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class VeraPdf:
    """veraPDF, the reference validator, as a command line (``("verapdf",)``). ``timeout``: seconds for 500 files."""

    command: tuple[str, ...]
    timeout: float = 900.0
    flavour: Flavour = "2u"

    def check(self, paths: Sequence[Path]) -> dict[Path, list[str]]:
        """The problems of each file, none where it is PDF/A of that flavour. A ``archive.conformance.check.Checker``.

        Starting veraPDF costs about a second and a file then some milliseconds: give many at once. Java cannot open a
        name that its locale cannot spell, so veraPDF gets links with plain names.

        Raises:
            Failed: veraPDF is missing, broke, took too long or gave no verdict on a file. Never a silent pass.
        """
        verdicts: dict[Path, list[str]] = {}
        for start in range(0, len(paths), _BATCH):
            verdicts |= self._batch(paths[start : start + _BATCH])
        return verdicts

    def _batch(self, paths: Sequence[Path]) -> dict[Path, list[str]]:
        with tempfile.TemporaryDirectory(prefix="verapdf-") as folder:
            links = {f"{number:06d}.pdf": path for number, path in enumerate(paths)}
            for name, path in links.items():
                (Path(folder) / name).symlink_to(path.absolute())
            said = _verdicts(self._run([str(Path(folder) / name) for name in links]), self.flavour)
        silent = [path for name, path in links.items() if name not in said]
        if silent:
            raise Failed(f"veraPDF gave no verdict on {silent[0].name}", file=silent[0].name)
        return {path: said[name] for name, path in links.items()}

    def _run(self, files: Sequence[str]) -> bytes:
        command = [*self.command, "--flavour", self.flavour, "--format", "json", *files]
        try:
            done = subprocess.run(command, capture_output=True, timeout=self.timeout, check=False)
        except (OSError, subprocess.SubprocessError) as error:
            raise Failed(f"veraPDF: {error}", file=self.command[0] if self.command else "veraPDF") from error
        if done.returncode not in _VERDICTS:
            detail = done.stderr.decode(errors="replace").strip()[-500:]
            raise Failed(f"veraPDF ended with code {done.returncode}: {detail}", file=self.command[0])
        return done.stdout


def _verdicts(output: bytes, flavour: Flavour) -> dict[str, list[str]]:
    """File name → problems, from veraPDF's JSON report."""
    try:
        jobs = msgspec.json.decode(output)["report"]["jobs"]
        return {Path(job["itemDetails"]["name"]).name: list(_problems(job, flavour)) for job in jobs}
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise Failed(f"veraPDF's report cannot be understood: {error!r}: {output[:200]!r}", file="veraPDF") from error


def _problems(job: dict[str, Any], flavour: Flavour) -> Iterator[str]:
    if "validationResult" not in job:
        yield job.get("taskException", {}).get("exceptionMessage", "veraPDF could not read the file")
        return
    results = job["validationResult"]
    for result in results if isinstance(results, list) else [results]:
        if result["compliant"] is True and f"PDF/A-{flavour.upper()}" in result["profileName"]:
            continue
        rules = result["details"]["ruleSummaries"]
        yield from (f"{rule['clause']}-{rule['testNumber']}: {rule['description']}" for rule in rules[:_SHOWN])
        if len(rules) > _SHOWN:
            yield f"… {len(rules) - _SHOWN} more rules failed"
        if not rules:
            yield f"not compliant with {result['profileName']}"
    if not results:
        yield "veraPDF gave no result"
