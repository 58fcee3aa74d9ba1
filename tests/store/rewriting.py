"""Changes values of a shelf behind its back, as somebody could who can write to its database."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from llmextract.store.packing import FolderCommons


def rewrite(folder: Path, change: Callable[[str], str], *, where: str = "1") -> int:
    """Change the JSON of values; how many are other ones now."""
    commons, done = FolderCommons(folder), 0
    connection = sqlite3.connect(folder / "cache.db")
    with connection:
        for number, value in connection.execute(
            f"SELECT rowid, value FROM Cache WHERE {where}"
        ).fetchall():
            text = value if isinstance(value, str) else commons.unpack(value)
            new = change(text)
            if new != text:
                connection.execute("UPDATE Cache SET value = ? WHERE rowid = ?", (new, number))
                done += 1
    connection.close()
    return done
