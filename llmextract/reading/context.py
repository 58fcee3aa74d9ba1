"""What a model is shown of the article around a paragraph: all of it where it fits, else the nearest.

The article stands before the paragraph and is the same for each of them, so that servers read it
once.  A longer one is cut to the headline, the lead and what stands right before the paragraph: the
cost of a paragraph is bounded, and that of an article linear in its length.
"""

from collections.abc import Iterator

from llmextract.blocks import one_line
from llmextract.reading.state import Task
from llmextract.records import Paragraph
from llmextract.verification.normalising import normalised

CHARACTERS = 3
"""Characters of a token, at least: English has four and more, most other scripts fewer."""
_QUOTED = "> "
"""Stands before each line of the article: data, and never the beginning of the block that is asked
about, whatever the article writes."""


def context_of(task: Task, *, tokens: int) -> str:
    """The lines that stand before the paragraph; empty where there is nothing to show.

    Args:
        task: the paragraph.
        tokens: most tokens that the article may take; 0 for its headline alone.
    """
    document = task.document
    lines = []
    if document.title:
        lines.append(f"Headline: {one_line(normalised(document.title).text)}")
    if document.published:
        lines.append(f"Published: {one_line(document.published)}")
    shown = list(_shown(task, tokens * CHARACTERS))
    if any(one is not task.paragraph for one in shown):
        lines.append("The article (context only: list what the paragraph below reports):")
        lines += [_QUOTED + one_line(normalised(one.text).text) for one in shown]
    return "\n".join(lines)


def _shown(task: Task, room: int) -> Iterator[Paragraph]:
    """The paragraphs that fit, in order."""
    article = task.article
    if article.length <= room:
        yield from article.body
        return
    before = article.body_before(task.paragraph)
    if not before or len(before[0].text) > room:
        return
    lead = before[0]
    room -= len(lead.text)
    nearest: list[Paragraph] = []
    for one in reversed(before[1:]):
        room -= len(one.text)
        if room < 0:
            break
        nearest.append(one)
    yield lead
    yield from reversed(nearest)
