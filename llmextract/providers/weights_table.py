"""Which weights there are: the table of known ones, and names for any other on a model hub."""

import difflib
import functools
import re
import tomllib
import urllib.parse
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from llmextract.errors import UsageError

Reading = Literal["open", "guided"]

HUB_FORM = "hf:OWNER/REPO/FILE.gguf or hf:OWNER/REPO/FILE.gguf@REVISION"
HUB_PREFIX = "hf:"
DEFAULT_REVISION = "main"

_HUB_NAME = re.compile(
    r"hf:(?P<repository>[\w][\w.-]*/[\w][\w.-]*)"
    r"/(?P<file>[^@\s\\:*?\"<>|]+\.gguf)(?:@(?P<revision>[^@\s\\]+))?",
    re.ASCII | re.IGNORECASE,
)
_PART_OF_MANY = re.compile(r"-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """One file of weights.

    Attributes:
        name: its path in the repository, with forward slashes.
        size: its length in bytes; None when only the hub knows.
        sha256: its hash in lower-case hexadecimal; None when only the hub knows.
    """

    name: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One wheel that carries one piece of a file.

    Attributes:
        package: the name of the package.
        version: the one version whose bytes are known.
        member: the path of the piece inside the wheel.
    """

    package: str
    version: str
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How weights are served and read.

    Attributes:
        reading: whether the model reads by itself or is guided by rules.
        context: most tokens of one request with its answer.
        slots: requests answered at the same time.
        token_bytes: memory for the keys and values of one token; None when nobody knows.
    """

    reading: Reading = "open"
    context: int = 8192
    slots: int = 2
    token_bytes: int | None = None


UNKNOWN = Serving()
"""For weights that are not in the table.  Two requests of 8192 tokens take the memory of four of
4096; a prompt with an article around the paragraph needs the length more than the company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights that can be fetched.

    Attributes:
        name: what follows ``local:``.
        repository: the repository on the hub, ``OWNER/REPO``.
        revision: branch, tag or commit there.
        files: the files, in order; llama.cpp is given the first.
        folder: where they are kept, below the folder of models; empty for that folder itself.
        licence: SPDX name of the licence, or None when it was not looked up.
        parts: the wheels that carry the one file, in order; empty when none do.
        serving: how they are served and read.
    """

    name: str
    repository: str
    revision: str
    files: tuple[File, ...]
    folder: str = ""
    licence: str | None = None
    parts: tuple[Part, ...] = ()
    serving: Serving = UNKNOWN

    @property
    def size(self) -> int | None:
        """Bytes of all files; None when only the hub knows."""
        sizes = [file.size for file in self.files]
        return None if None in sizes else sum(size or 0 for size in sizes)


def known() -> tuple[Weights, ...]:
    """All weights of the table; the default is the first."""
    return tuple(_table().values())


def default() -> Weights:
    """The weights that a bare ``local`` means."""
    return known()[0]


def find(name: str) -> Weights:
    """The weights of that name: one of the table, or ``hf:OWNER/REPO/FILE.gguf[@REVISION]``.

    Raises:
        UsageError: the table has no such name (the nearest one is suggested), or what follows
            ``hf:`` names no file.
    """
    if name.lower().startswith(HUB_PREFIX):
        return _on_hub(name)
    table = _table()
    if name in table:
        return table[name]
    near = difflib.get_close_matches(name.lower(), table, n=1, cutoff=0.5)
    raise UsageError(
        f"no weights named {name!r} are known" + (f", did you mean {near[0]!r}?" if near else ""),
        hint=f"known are {', '.join(table)}; a file of your own is local:PATH.gguf, one of a hub"
        " local:hf:OWNER/REPO/FILE.gguf",
    )


def hub_name(folder: str, file: str) -> str | None:
    """The name of the weights whose first file is kept there, or None for any other file.

    Args:
        folder: two levels below the folder of weights of a hub, ``OWNER/REPO@REVISION``.
        file: path of the file below it, with forward slashes.
    """
    repository, at, quoted = folder.partition("@")
    revision = urllib.parse.unquote(quoted)
    name = f"{HUB_PREFIX}{repository}/{file}"
    try:
        weights = find(name if revision == DEFAULT_REVISION else f"{name}@{revision}")
    except UsageError:
        return None
    return weights.name if at else None


def _on_hub(name: str) -> Weights:
    match = _HUB_NAME.fullmatch(name)
    file = match["file"] if match else ""
    if match is None or any(step.strip(".") == "" for step in file.split("/")):
        raise UsageError(f"{name!r} names no file of a model hub", hint=f"it looks like {HUB_FORM}")
    repository, revision = match["repository"], match["revision"] or DEFAULT_REVISION
    # Hubs do not tell OWNER/Repo from owner/repo, folders of some systems do: as it was given.
    folder = f"hf/{repository}@{urllib.parse.quote(revision, safe='')}"
    return Weights(
        name=HUB_PREFIX + name[len(HUB_PREFIX) :],
        repository=repository,
        revision=revision,
        files=tuple(File(each) for each in _all_parts(name, file)),
        folder=folder,
    )


def _all_parts(name: str, file: str) -> list[str]:
    """All files of a model that its publisher has cut in several; most are one file."""
    part = _PART_OF_MANY.search(file)
    if part is None:
        return [file]
    count, digits = int(part["count"]), part.span("number")
    if int(part["number"]) != 1 or count < 1:
        raise UsageError(
            f"{name!r} is not the first part of its file",
            hint=f"name the first, with -00001-of-{part['count']}; the others are fetched with it",
        )
    return [f"{file[: digits[0]]}{n:05d}{file[digits[1] :]}" for n in range(1, count + 1)]


@functools.cache
def _table() -> dict[str, Weights]:
    source = resources.files("llmextract.providers").joinpath("weights.toml")
    data = tomllib.loads(source.read_text("utf-8"))
    rows = {name: _row(name, row) for name, row in data["models"].items()}
    first = data["default"]
    return {first: rows.pop(first)} | rows


def _row(name: str, row: dict[str, Any]) -> Weights:
    wheels = row.get("wheels", {"count": 0})
    return Weights(
        name=name,
        repository=row["hub"]["repository"],
        revision=row["hub"]["revision"],
        files=tuple(File(file["name"], file["bytes"], file["sha256"]) for file in row["files"]),
        licence=row["licence"],
        parts=tuple(
            Part(
                package=wheels["package"].format(n=n),
                version=wheels["version"],
                member=wheels["member"].format(n=n),
            )
            for n in range(1, wheels["count"] + 1)
        ),
        serving=Serving(
            reading=row["reading"],
            context=row["context"],
            slots=row["slots"],
            token_bytes=row["token_bytes"],
        ),
    )
