"""``llmextract doctor``: is all well with the installation, the store, the weights, the server?"""

from collections.abc import Iterator

import click

from llmextract.cli import common

_SIGNS = {"good": "ok  ", "odd": "note", "bad": "BAD "}


@click.command()
@common.model_option
def command(model: str) -> int:
    """Check the installation, the store, the weights and the model, and say what to do.

    MODEL is asked one short question, like `models check` does; the embedded one is not loaded, only
    its file is looked at.  Exit status 0: all well or only notes, 1: something is bad.

    \b
    llmextract doctor
    llmextract doctor -m server:qwen3@http://127.0.0.1:8080/v1
    """  # noqa: D301 - click reads the character, not its escape
    from llmextract import diagnosis

    found = []
    for one in diagnosis.examine(model):
        found.append(one)
        for line in _told(one):
            click.echo(line)
    bad = sum(one.state == "bad" for one in found)
    click.echo(f"{len(found)} checks, {bad} bad" if bad else f"{len(found)} checks, all well")
    return 1 if bad else 0


def _told(one: "object") -> Iterator[str]:
    from llmextract.cells import plain
    from llmextract.diagnosis import Diagnosis

    assert isinstance(one, Diagnosis)
    yield f"{_SIGNS[one.state]}  {one.part}: {plain(one.said)}"
    if one.advice:
        yield f"      -> {plain(one.advice)}"
