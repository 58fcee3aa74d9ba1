"""What a person said on a review page: a file of edits, read and held to the run that it is of."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from llmextract.errors import UsageError

FORMAT = 1


class Edit(BaseModel):
    """One thing that was said; places are those of the run that the page showed.

    Attributes:
        run: digest of the run file.
        document: id of the document.
        paragraph: index of the paragraph, from 0.
        record: index of the record in it, from 0; ``None`` for the paragraph or a new record.
        path: of the value, such as ``locations[0].name``; for an item that is added, of its list;
            ``None`` for the whole record.
        action: ``accept``: it is right; ``correct``: ``value`` is right instead; ``reject``: it is
            wrong and goes; ``add``: ``value`` was left out.
        value: the value, or a new record as field: value.
        note: why, in the reviewer's words.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    run: str
    document: str
    paragraph: int = Field(ge=0)
    record: int | None = Field(default=None, ge=0)
    path: str | None = None
    action: Literal["accept", "correct", "reject", "add"]
    value: Any = None
    note: str | None = None


class _File(BaseModel):
    """The file as the page writes it."""

    model_config = ConfigDict(extra="ignore")

    llmextract_edits: Literal[1]
    reviewer: str | None = None
    saved: str | None = None
    edits: list[Edit]


class Edits(BaseModel):
    """The edits of one file that are of one run.

    Attributes:
        digest: SHA-256 of the file.
        reviewer: who made them, if they said so.
        saved: when, if that is told.
        edits: in the order of the file.
        others: how many of the file are of other runs.
    """

    digest: str
    reviewer: str | None
    saved: str | None
    edits: Sequence[Edit]
    others: int


def read_edits(path: Path, run: str) -> Edits:
    """Read a file of edits.

    Args:
        path: the file.
        run: digest of the run that they are to be put into.

    Raises:
        UsageError: the file cannot be read, holds no edits, or all of them are of other runs.
    """
    try:
        content = path.read_bytes()
        rows = json.loads(content.decode("utf-8-sig"))
        file = _File.model_validate(rows)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise UsageError(
            f"{path} is no file of edits: {place}: {first['msg']}",
            hint="download one from a review page",
        ) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{path} is not JSON", hint="download the edits from the review page again"
        ) from error
    own = [edit for edit in file.edits if edit.run == run]
    if file.edits and not own:
        raise UsageError(
            f"{path} has edits of another run, not of this one",
            hint="name the run file that the page was made of, unchanged",
        )
    return Edits(
        digest=hashlib.sha256(content).hexdigest(),
        reviewer=file.reviewer,
        saved=file.saved,
        edits=own,
        others=len(file.edits) - len(own),
    )
