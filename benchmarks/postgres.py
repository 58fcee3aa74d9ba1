"""A PostgreSQL server of one's own for measurements and tests: Debian's package, a socket, no port."""

import os
import shutil
import subprocess
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
"""Where Debian's packages have the programs of each version; empty where none is installed."""


class Server:
    """A PostgreSQL server of one's own, on a socket in a folder.

    Args:
        folder: where its data and its socket lie; its path is short.
    """

    def __init__(self, folder: Path) -> None:
        if not BINARIES:
            raise SystemExit("no PostgreSQL server is installed: apt-get install postgresql")
        self._folder = folder
        # It never runs as root.
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        folder.mkdir()
        if self._as:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", str(folder / "data"), "-U", "bench", "-A", "trust", "--no-sync")
        self.url = f"postgresql://bench@/postgres?host={folder}"

    def start(self) -> None:
        """Start it, and wait till it answers."""
        options = f"-k {self._folder} -h '' -c max_connections=200"
        log = str(self._folder / "log")
        data = str(self._folder / "data")
        self._run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")

    def kill(self) -> None:
        """Stop it as a power cut does."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")

    def _run(self, binary: str, *arguments: str) -> None:
        command = [*self._as, str(BINARIES[-1] / binary), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/")
