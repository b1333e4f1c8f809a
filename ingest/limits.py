"""Settings → how much one scan may be, before anything of it is decoded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one scan may be: bytes a file, pages a dossier, pixels a page. A0 at 300 dpi has 139 million pixels."""

    max_bytes: int = 2 * 1024**3
    max_pages: int = 3000
    max_pixels: int = 250_000_000
