"""Items → results on an existing Dask cluster whose workers see the same files under the same paths."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from distributed import Client, KilledWorker

from archive.errors import EngineFailed, UsageError

T = TypeVar("T")
R = TypeVar("R")
_CLIENT: Any = Client


class Dask:
    """A client of the scheduler at ``address`` (``tcp://HOST:8786``).

    The workers need Vankho, Tesseract and Poppler installed, and the archive home and the scans mounted at the same
    paths as here (NFS or the like): pixels never travel through the scheduler.

    Raises:
        UsageError: no scheduler answers within ``patience_s`` seconds.

    """

    def __init__(self, address: str, patience_s: float = 10) -> None:
        try:
            self._client: Any = _CLIENT(address, timeout=patience_s, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(f"runner dask:{address}: {error}") from error

    def run(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """See :class:`vankho.runner.Runner`."""
        futures = self._client.map(task, list(items), pure=False, retries=2)
        try:
            for future in futures:
                try:
                    yield future.result()
                except KilledWorker as error:
                    raise EngineFailed("a Dask worker died again and again (out of memory?)") from error
        finally:
            self._client.cancel(futures)

    def close(self) -> None:
        """Leave the cluster; its workers go on living."""
        self._client.close()
