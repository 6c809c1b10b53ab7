"""Reading what a server wrote to its log during one start."""

from pathlib import Path


def log_size(log_file: Path) -> int:
    """Return where the log ends now, nothing written yet being the beginning."""
    return log_file.stat().st_size if log_file.exists() else 0


def log_since(log_file: Path, position: int) -> str:
    """Return what was written after that position."""
    if not log_file.exists():
        return ""
    with log_file.open("rb") as log:
        log.seek(position)
        return log.read().decode(errors="replace")
