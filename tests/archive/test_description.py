"""The record of a dossier, read by several threads at once."""

import subprocess
import sys
from pathlib import Path

from archive.description import pack_dossier
from tests.conftest import ROOT
from tests.vankho.homes import dossier

_AT_ONCE = """
import sys, threading
from pathlib import Path
from archive.description import unpack
sys.setswitchinterval(1e-6)
data, gate = Path(sys.argv[1]).read_bytes(), threading.Barrier(8)
def read():
    gate.wait()
    unpack(data)
hands = [threading.Thread(target=read) for _ in range(8)]
[one.start() for one in hands]
[one.join() for one in hands]
"""


def test_threads_that_read_their_first_dossier_at_once_do_not_end_the_process(tmp_path: Path) -> None:
    file = tmp_path / "dossier.json"
    file.write_bytes(pack_dossier(dossier("A", "thửa đất")))
    for _ in range(8):
        subprocess.run([sys.executable, "-c", _AT_ONCE, file], cwd=ROOT, check=True)
