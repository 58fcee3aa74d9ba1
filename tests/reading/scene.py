"""What the tests of reading share: a small domain, a document made of paragraphs, its tasks."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, Field

from llmextract import documents
from llmextract.content import Example, Prompt
from llmextract.reading.state import Article, Domain, Task, tasks_of
from llmextract.records import Document
from llmextract.schema.outline import outline_of
from llmextract.verification.marks import Evidence, Grounded


class Storm(BaseModel):
    sentences: Annotated[list[int], Evidence()] = Field(min_length=1, description="its sentences")
    town: Annotated[str | None, Grounded("place")] = Field(description="where")
    dead: Annotated[int | None, Grounded("number", role="killed")] = Field(description="how many")
    names: list[Annotated[str, Grounded("name")]] = Field(description="who")


TRIGGERS = """
field = "kind"
effects = "killed"
pointing = "the"
apart = "elsewhere"

[parts]
effects = "killed"

[acts.wind]
verbs = "raged, hit"
nouns = "storm*"
"""
EXAMPLE = Example("A gale hit Kesk.", ({"sentences": [1], "town": "Kesk", "dead": None},), "Gale")


def domain(*, triggers: str = "", examples: Sequence[Example] = (EXAMPLE,)) -> Domain:
    text = 'List storms: {"{{key}}":[...]}.\n{{fields}}'
    return Domain(outline_of(Storm), Prompt("storm", text, tuple(examples), triggers, "", "d"))


def document(*paragraphs: str, title: str | None = None, published: str | None = None) -> Document:
    text = "\n\n".join(paragraphs)
    made = documents.from_text(text, published=published)
    return made if title is None else replace(made, title=title)


def tasks(*paragraphs: str, **given: Any) -> list[Task]:
    """The tasks of an article of these paragraphs."""
    return list(tasks_of(document(*paragraphs, **given)))


def storm(*sentences: int, **values: Any) -> Storm:
    return Storm(
        **{"sentences": sentences or (1,), "town": None, "dead": None, "names": []} | values
    )


__all__ = ["Article", "Storm", "document", "domain", "storm", "tasks"]
