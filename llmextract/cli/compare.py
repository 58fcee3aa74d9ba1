"""``llmextract compare``: models over the same articles, or run files, side by side."""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmextract.cli import common

if TYPE_CHECKING:
    from llmextract.compare import Comparison
    from llmextract.runfile import RunFile

_FORMS = ("html", "json")


@click.command(
    epilog="Exit status: 0 all well, 1 some paragraphs failed, 2 wrong use, "
    "3 no model to be had, 4 an offline run met a request never recorded."
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-m",
    "--model",
    "models",
    multiple=True,
    help="provider:model; give it twice or more. Not with run files.",
)
@common.schema_option
@click.option(
    "--gold",
    type=click.Path(path_type=Path),
    metavar="REVIEWED.jsonl",
    help="What is right: a run file that was reviewed.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Page (.html) or data (.json); without it a table.",
)
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Date of publication, where a text has none.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Requests in flight.")
@click.option("--offline", is_flag=True, help="Answer from earlier runs only; ask no model.")
@click.option("--no-cache", is_flag=True, help="Neither read nor keep answers.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Most paragraphs to handle.")
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    metavar="N",
    help="In the table, most incidents to list.",
)
@common.content_option
def command(
    inputs: tuple[str, ...], models: tuple[str, ...], output: Path | None, **given: Any
) -> int:
    """Say where models agree and differ, and what to look at first.

    \b
    llmextract compare ARTICLE.txt... -m A -m B [-o PAGE.html]
    llmextract compare RUN_A.jsonl RUN_B.jsonl... [-o PAGE.html]

    The first form runs each model over the articles; the second asks no model.
    """  # noqa: D301 - click reads the character, not its escape
    from llmextract.compare import compare
    from llmextract.compare.against import scores

    form = _form(output)
    common.check_writable(output, [*inputs, *filter(None, [given["gold"]])])
    if _are_runs(inputs, models):
        runs, status = _read(inputs), 0
    else:
        runs, status = _ask(inputs, models, given)
    gold = scores(runs, given["gold"], content=given["content"]) if given["gold"] else None
    found = compare(runs, gold=gold, content=given["content"])
    if form == "table":
        from llmextract.cli.compare_table import show

        show(found, sys.stdout, top=given["top"])
        return status
    with common.open_output(output) as stream:
        stream.write(_written(found, form, given["content"]))
    return status


def _form(output: Path | None) -> str:
    """What is to be written, told by the name of the output."""
    if output is None:
        return "table"
    form = output.suffix.lower().removeprefix(".")
    if form not in _FORMS:
        raise click.UsageError(f"{output}: end its name in .html or .json")
    return form


def _written(found: "Comparison", form: str, content: Sequence[str]) -> str:
    if form == "json":
        return json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n"
    from llmextract.compare.page import render

    return render(found, content=content)


def _are_runs(inputs: Sequence[str], models: Sequence[str]) -> bool:
    """Whether the inputs are run files: told by their first line, never by their names.

    Raises:
        click.UsageError: some are and some are not, or the models do not fit.
    """
    from llmextract.runfile import is_run_file

    kinds = [is_run_file(Path(one)) for one in inputs]
    if any(kinds):
        if not all(kinds):
            other = next(one for one, is_run in zip(inputs, kinds, strict=True) if not is_run)
            raise click.UsageError(f"{other} is no run file; give run files only, or articles only")
        if models:
            raise click.UsageError("run files are compared as they are; leave out -m")
        if len(inputs) < 2:
            raise click.UsageError("give two run files or more")
        return True
    if len(models) < 2:
        raise click.UsageError("name two models or more with -m, or give two run files or more")
    if len(set(models)) < len(models):
        raise click.UsageError("a model is named twice with -m")
    if "-" in inputs:
        raise click.UsageError("standard input can be read once only; save it to a file first")
    return False


def _read(paths: Sequence[str]) -> "dict[str, RunFile]":
    from llmextract import runfile

    runs = [runfile.read(Path(path)) for path in paths]
    models = [str(run.header.get("model") or "unknown model") for run in runs]
    return dict(zip(_names(models, paths), runs, strict=True))


def _names(models: Sequence[str], paths: Sequence[str]) -> list[str]:
    """Each run by its model; where two have the same one, by its file too, as far as it takes."""
    names = list(models)
    for more in ([Path(path).stem for path in paths], paths, map(str, range(1, len(paths) + 1))):
        counts = Counter(names)
        names = [
            name if counts[name] == 1 else f"{model} ({told})"
            for name, model, told in zip(names, models, more, strict=True)
        ]
    return names


def _ask(
    inputs: Sequence[str], models: Sequence[str], given: Mapping[str, Any]
) -> "tuple[dict[str, RunFile], int]":
    """Run each model over the articles, one after the other: two embedded ones would share the cores."""
    from llmextract.cli.progress import Progress
    from llmextract.options import Options
    from llmextract.run import open_extractor
    from llmextract.runfile import RunFile

    runs, statuses = {}, []
    published = given["published"].date().isoformat() if given["published"] else None
    for model in models:
        options = Options(
            schema=given["schema"],
            model=model,
            content=given["content"],
            published=published,
            jobs=given["jobs"],
            offline=given["offline"],
            cache=not given["no_cache"],
            limit=given["limit"],
        )
        with (
            Progress.on_terminal() as progress,
            open_extractor(
                inputs, options, warn=progress.say, on_fetch=progress.weights
            ) as extractor,
        ):
            progress.say(model)
            progress.expect(extractor.count)
            extractions = tuple(progress.watch(extractor))
            runs[model] = RunFile(extractor.header(), extractions)
        progress.summary(None)
        statuses.append(progress.exit_status)
    return runs, max(statuses)
