"""Finds schemas and prompts: the user's folders first, then those that ship with the package.

Schemas and prompts live at the top of the repository and inside the wheel under ``_content``.  A
user's file of the same name wins, and may import its neighbours, ours included
(``from .incident import Location``), because all the folders on the path become one package.
Loading a schema runs its Python: only point ``--content`` at files that you trust.
"""

import difflib
import hashlib
import importlib
import inspect
import itertools
import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from llmextract.errors import SchemaError, UsageError

if TYPE_CHECKING:
    from pydantic import BaseModel

# Packages made of content folders are named by count, not by path: Pydantic writes the module name
# into a schema when two classes share a name, and digests must not differ by machine.
_count = itertools.count()


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of the prompt: text as a reader would meet it, and the right records."""

    text: str
    records: tuple[Mapping[str, Any], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The instructions for one domain.

    Attributes:
        name: the file's name without its ending.
        text: the instructions, with placeholders in double braces.
        examples: worked examples, in file order.
        triggers: the text of the trigger file: the words by which a sentence shows that it reports
            an incident, for the rules; empty where the domain has none.
        guided: the instructions for guided reading; empty where the domain has none.
        digest: SHA-256 of all of them together.
    """

    name: str
    text: str
    examples: tuple[Example, ...]
    triggers: str
    guided: str
    digest: str


def shipped_root() -> Path:
    """The folder with the ``schemas`` and ``prompts`` that ship with the package.

    Looked up inside the package first: a sibling ``schemas`` folder in site-packages may be a
    stranger's.
    """
    package = Path(__file__).resolve().parent
    inside = package / "_content"
    return inside if inside.is_dir() else package.parent


def roots(extra: Iterable[str | Path] = ()) -> tuple[Path, ...]:
    """The content folders in the order they are searched.

    Raises:
        UsageError: a given folder does not exist.
    """
    given = tuple(Path(folder).expanduser() for folder in extra)
    for folder in given:
        if not folder.is_dir():
            raise UsageError(
                f"the content folder {folder} does not exist",
                hint="give a folder that holds schemas/ or prompts/",
            )
    return (*(folder.resolve() for folder in given), shipped_root())


def schema_names(content: Iterable[str | Path] = ()) -> dict[str, Path]:
    """Name and file of each schema that can be loaded; the first folder that has a name wins."""
    return _names(content, "schemas", ".py")


def prompt_names(content: Iterable[str | Path] = ()) -> dict[str, Path]:
    """Name and file of each prompt; the first folder that has a name wins."""
    return _names(content, "prompts", ".md")


def name_of(record: "type[BaseModel]") -> str:
    """The name of a class as a schema: in snake case, which is also that of its prompt."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", record.__name__).lower()


def load_schema(name: str, *, content: Iterable[str | Path] = ()) -> "type[BaseModel]":
    """The Pydantic class of a schema.

    Args:
        name: ``incident`` for the class named like its file, or ``file:Class`` for another one.
        content: the user's content folders, searched first.

    Raises:
        SchemaError: there is no such schema, or its file cannot be loaded.
    """
    file_name, _, class_name = name.partition(":")
    known = schema_names(content)
    if file_name not in known:
        raise SchemaError(
            f"there is no schema named {file_name!r}", hint=_suggest(file_name, known)
        )
    module = _import_schema(file_name, roots(content))
    return _pick_class(module, class_name or file_name, explicit=bool(class_name))


def load_prompt(name: str, *, content: Iterable[str | Path] = ()) -> Prompt:
    """The instructions and examples for a schema.

    Raises:
        UsageError: there is no such prompt, or its examples cannot be read.
    """
    known = prompt_names(content)
    if name not in known:
        raise UsageError(f"there is no prompt named {name!r}", hint=_suggest(name, known))
    path = known[name]
    text = _read_text(path)
    sheet = path.with_name(f"{name}.examples.jsonl")
    lines = _lines(_read_text(sheet)) if sheet.is_file() else []
    examples = tuple(read_examples("\n".join(lines), str(sheet)).values())
    triggers = _read_beside(path, f"{name}.triggers.toml")
    guided = _read_beside(path, f"{name}.guided.md")
    covered = "\n".join([text, *lines, triggers, guided]).encode()
    return Prompt(name, text, examples, triggers, guided, hashlib.sha256(covered).hexdigest())


def prompt_for(
    record: "type[BaseModel]", *, name: str | None = None, content: Iterable[str | Path] = ()
) -> Prompt:
    """The instructions for a class that a program gives by itself.

    Args:
        record: the class.
        name: of a prompt; without one that of the class, and where there is none such, general
            instructions with the docstring of the class as what counts.
        content: the user's content folders, searched first.

    Raises:
        UsageError: there is no prompt of the name that was given, or it cannot be read.
    """
    if name is not None or name_of(record) in prompt_names(content):
        return load_prompt(name or name_of(record), content=content)
    # Braces of a docstring are no placeholders of ours.
    about = re.sub(r"\{(?=\{)", "{ ", inspect.cleandoc(record.__doc__ or record.__name__))
    text = _read_text(shipped_root() / "prompts" / "_generic.md").replace("{{about}}", about)
    return Prompt(name_of(record), text, (), "", "", hashlib.sha256(text.encode()).hexdigest())


def _read_beside(path: Path, name: str) -> str:
    beside = path.with_name(name)
    return _read_text(beside) if beside.is_file() else ""


def read_examples(text: str, where: str) -> dict[int, Example]:
    """The examples of a file by the number of their line, from 1.

    Args:
        text: its lines, each ``{"text", "records"}`` and, if there is one, ``"title"``.
        where: its name, for errors.

    Raises:
        UsageError: a line is not an example.
    """
    return {
        number: _read_example(line, f"{where}, line {number}")
        for number, line in enumerate(_lines(text), start=1)
        if line.strip()
    }


def _lines(text: str) -> list[str]:
    """Not splitlines: it also breaks at U+2028 and the like, which may stand in a JSON string."""
    return text.removesuffix("\n").split("\n")


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error


def _names(content: Iterable[str | Path], folder: str, suffix: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for root in roots(content):
        for path in sorted((root / folder).glob(f"*{suffix}")):
            if (
                not path.stem.startswith("_")
                and "." not in path.stem
                and path.stem.lower() != "readme"
            ):
                found.setdefault(path.stem, path)
    return found


def _suggest(name: str, known: Mapping[str, Path]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    listed = ", ".join(sorted(known)) or "none"
    return f"did you mean {close[0]!r}? (known: {listed})" if close else f"known: {listed}"


@lru_cache(maxsize=64)
def _import_schema(file_name: str, folders: tuple[Path, ...]) -> ModuleType:
    package = _package(folders)
    importlib.invalidate_caches()  # a file written a moment ago is not yet in the finder's list
    try:
        return importlib.import_module(f"{package}.{file_name}")
    except Exception as error:
        raise SchemaError(
            f"the schema {file_name!r} cannot be loaded: {type(error).__name__}: {error}"
        ) from error


@lru_cache(maxsize=64)
def _package(folders: tuple[Path, ...]) -> str:
    """One package whose path is the schema folders of all roots, in order of search."""
    name = f"_llmextract_schemas_{next(_count)}"
    module = ModuleType(name)
    module.__path__ = [str(folder / "schemas") for folder in folders]
    sys.modules[name] = module
    return name


def _pick_class(module: ModuleType, wanted: str, *, explicit: bool) -> "type[BaseModel]":
    from pydantic import BaseModel  # noqa: PLC0415 - costs start-up time, needed only here

    classes = {
        name: value
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and issubclass(value, BaseModel)
        and value.__module__ == module.__name__
    }
    by_name = {name.lower(): value for name, value in classes.items()}
    key = wanted.replace("_", "").lower()
    if key in by_name:
        return by_name[key]
    if not explicit and len(classes) == 1:
        return next(iter(classes.values()))
    listed = ", ".join(sorted(classes)) or "none"
    raise SchemaError(
        f"the schema file {Path(module.__file__ or '').name} has no class named like {wanted!r}",
        hint=f"name one as file:Class (its classes: {listed})",
    )


def _read_example(line: str, where: str) -> Example:
    try:
        row = json.loads(line)
        text, records, title = row["text"], row["records"], row.get("title") or ""
        if not isinstance(text, str) or not isinstance(title, str) or not _is_rows(records):
            raise TypeError("a text is a string, records are a list of objects")  # noqa: TRY301
        return Example(text=text, records=tuple(records), title=title)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{where} is not an example: {error!r}",
            hint='each line is {"text": "…", "records": […]}',
        ) from error


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)
