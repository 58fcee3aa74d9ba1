"""Formats of a result: a table of names, one module each, imported on use.

A module of a text format has ``write(export)``, which yields text: lazily, so that a result larger
than memory can be written.  One of a format that is no text has ``save(export, path)``.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmextract import runfile, zst
from llmextract.errors import UsageError
from llmextract.outputs.entries import Entry, Export, Told, as_read
from llmextract.records import Extraction

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = [
    "FORMATS",
    "Entry",
    "Export",
    "Format",
    "Told",
    "as_read",
    "format_of",
    "left_out",
    "require",
    "save",
    "write",
    "write_run",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        module: the module that writes it.
        endings: how names of its files end.
        is_text: whether it can go to standard output.
        needs: a package that it needs.
        extra: our extra that installs it; that of the format's name unless it is said.
        of_events: whether its lines are events, which not every incident is.
        of_all: whether it shows all incidents at once, so that it begins when the last is known.
    """

    module: str
    endings: tuple[str, ...]
    is_text: bool = True
    needs: str | None = None
    of_events: bool = False
    extra: str | None = None
    of_all: bool = False


_MAP = "llmextract.outputs.pictures.map_svg"
_TIMELINE = "llmextract.outputs.pictures.timeline_svg"
FORMATS: Mapping[str, Format] = {
    "jsonl": Format("llmextract.outputs.jsonl", ("jsonl", "ndjson")),
    "csv": Format("llmextract.outputs.csv", ("csv",)),
    "json": Format("llmextract.outputs.json", ("json",)),
    "geojson": Format("llmextract.outputs.geojson", ("geojson",)),
    "parquet": Format("llmextract.outputs.parquet", ("parquet",), is_text=False, needs="pyarrow"),
    "sqlite": Format("llmextract.outputs.sqlite", ("sqlite", "sqlite3", "db"), is_text=False),
    "acled-like": Format("llmextract.outputs.acled_like", ("acled.csv",), of_events=True),
    "ucdp-like": Format("llmextract.outputs.ucdp_like", ("ucdp.csv",), of_events=True),
    "svg": Format(_MAP, ("svg",), of_all=True),
    "png": Format(_MAP, ("png",), is_text=False, needs="resvg_py"),
    "timeline.svg": Format(_TIMELINE, ("timeline.svg",), of_all=True),
    "timeline.png": Format(
        _TIMELINE, ("timeline.png",), is_text=False, needs="resvg_py", extra="png"
    ),
}
"""Each format by its name."""


def format_of(path: Path) -> str:
    """The format that a file's ending names, before ``.zst``; ``jsonl`` when it names none.

    Raises:
        UsageError: the ending names a format that we do not write, or do not pack.
    """
    name = _format_of(Path(path.name.lower().removesuffix(zst.ENDING)))
    if zst.is_named(path) and not FORMATS[name].is_text:
        raise UsageError(f"{name} is not packed once more", hint=f"-o {path.stem}")
    return name


def _format_of(path: Path) -> str:
    suffix = path.suffix.removeprefix(".")
    for name, form in FORMATS.items():
        if any("." in ending and path.name.endswith(ending) for ending in form.endings):
            return name
    for name, form in FORMATS.items():
        if suffix in form.endings:
            return name
    if not suffix:
        return "jsonl"
    raise UsageError(
        f"no format is called {suffix!r}",
        hint=f"end the file's name in one of: {', '.join(FORMATS)}; or name one with -f",
    )


def require(name: str) -> None:
    """See that a format can be written here, before any work is done for it.

    Raises:
        UsageError: a package that it needs is not installed.
    """
    needed = FORMATS[name].needs
    if needed is None:
        return
    try:
        importlib.import_module(needed)
    except ImportError as error:
        raise UsageError(
            f"{name} needs {needed}, which cannot be imported ({error})",
            hint=f"pip install 'llmextract[{FORMATS[name].extra or name}]'",
        ) from None


def left_out(name: str, record: "type[BaseModel]") -> Callable[[Entry], str | None]:
    """What says of an entry why a format has no line for it; ``None`` where it has one.

    Args:
        name: a format of ``FORMATS``.
        record: the class of the records.

    Raises:
        UsageError: the class cannot be written in the format.
    """
    if not FORMATS[name].of_events:
        return lambda _: None
    of: Callable[[Entry], str | None] = importlib.import_module(FORMATS[name].module).left_out(
        record
    )
    return of


def write(name: str, export: Export) -> Iterator[str]:
    """The text of an export, piece by piece.

    Args:
        name: a text format of ``FORMATS``.
        export: what to write.
    """
    pieces: Iterator[str] = importlib.import_module(FORMATS[name].module).write(export)
    return pieces


def save(name: str, export: Export, path: Path) -> None:
    """Write an export to a file that is new or empty, in any format.

    Raises:
        OSError: the file cannot be written.
    """
    if not FORMATS[name].is_text:
        importlib.import_module(FORMATS[name].module).save(export, path)
        return
    with zst.open_to_write(path) as stream:
        stream.writelines(write(name, export))


def write_run(header: Mapping[str, Any], extractions: Iterable[Extraction]) -> Iterator[str]:
    """The text of a run file, line by line: see :mod:`llmextract.runfile` for its shape."""
    yield runfile.header_line(header) + "\n"
    for extraction in extractions:
        yield runfile.line(extraction) + "\n"
