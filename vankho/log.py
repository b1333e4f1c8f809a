"""Events → structured lines ``event key=value`` in ``HOME/log/vankho.log``."""

from pathlib import Path

import structlog


def write_to(file: Path) -> None:
    """Send all log lines of this process to ``file`` from now on, appended, one event a line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=file.open("a", encoding="utf-8", buffering=1)),
    )
