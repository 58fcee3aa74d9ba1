"""``llmextract extract``: articles in, checked records out."""

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmextract.cli import common, completion, exporting, forecast, on_ray, run_files, telling

if TYPE_CHECKING:
    from llmextract.cli.progress import Progress
    from llmextract.cluster.raydata import RayRun
    from llmextract.options import Options
    from llmextract.outputs import Told
    from llmextract.records import Extraction
    from llmextract.run import Extractor

RUN = "jsonl"
"""The form of a run file; its name says whether it is packed, or Parquet."""


@click.command(
    epilog="Exit status: 0 all well, 1 some paragraphs failed (the rest is saved), 2 wrong use, "
    "3 no model to be had, 4 an offline run met a request never recorded."
)
@click.argument(
    "inputs", nargs=-1, required=True, metavar="INPUT...", shell_complete=completion.files
)
@common.model_option
@common.schema_option
@click.option("-o", "--output", type=click.Path(), help="Where to write the result.")
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["table", *common.FORMATS]),
    help="Form of the result; by default what the output's name ends in, or a table. jsonl is the "
    "run file, packed as run.jsonl.zst, as Parquet where the name ends in run.parquet; the others are "
    "exports of the incidents, see `export`.",
)
@click.option(
    "--paragraphs",
    is_flag=True,
    help="One row a record as read; else records about one incident are shown and written as one.",
)
@common.across_option
@common.aliases_option
@click.option("--published", metavar="DATE", help="Date of publication, where a text has none.")
@click.option("--jobs", type=click.IntRange(min=1), help="Requests in flight.")
@click.option(
    "--unordered",
    is_flag=True,
    help="Write documents as they are finished, each of them whole; else in the order of the input.",
)
@click.option(
    "--on-unsupported",
    type=click.Choice(["flag", "drop", "fail"]),
    default="flag",
    show_default=True,
    help="A value that the text does not carry: keep it flagged, empty it, or fail the paragraph.",
)
@click.option(
    "--reading",
    type=click.Choice(["open", "guided"]),
    help="How paragraphs are put to the model: it lists all records, or rules give their structure"
    " (small models). By default what suits the model.",
)
@click.option(
    "--unit",
    type=click.Choice(["paragraph", "article"]),
    default="paragraph",
    show_default=True,
    help="What is asked about at once.",
)
@click.option(
    "--language", metavar="CODE", help="Language of the texts, such as en or es; else detected."
)
@click.option(
    "--no-reask", is_flag=True, help="Do not ask again for values that the text does not carry."
)
@click.option(
    "--no-second-look", is_flag=True, help="Do not ask about sentences that the rules point at."
)
@click.option(
    "--judge",
    metavar="self|none|MODEL",
    help="Who is asked about values of which no rule can tell the part that they play; by default"
    " the model itself, but for embedded and weak ones.",
)
@click.option("--judge-all", is_flag=True, help="Ask the judge about every value.")
@click.option(
    "--max-tokens",
    type=click.IntRange(min=16),
    metavar="N",
    help="Most tokens of an answer; by default what suits the model.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Most seconds for one answer; by default 120 and what its tokens may take, 900 at most.",
)
@click.option(
    "--patience",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Most seconds to wait for a server that answered and went away; 120 if not given.",
)
@click.option(
    "--batch",
    is_flag=True,
    help="Ask in batches of the provider: within a day, and for many at half the price. A run that"
    " was stopped goes on where it was.",
)
@click.option("--offline", is_flag=True, help="Answer from earlier runs only; ask no model.")
@click.option("--no-cache", is_flag=True, help="Neither read nor keep answers.")
@click.option("--dry-run", is_flag=True, help="Only say what would be asked and what it may cost.")
@click.option(
    "--max-cost",
    type=click.FloatRange(min=0),
    metavar="AMOUNT",
    help="Most US dollars to spend; what is not asked for it fails and can be run again.",
)
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Most paragraphs to handle.")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Draw N documents by the digests of their texts, and say what all of them would take; a"
    " larger N holds the smaller one.",
)
@click.option(
    "--stratify",
    metavar="source|year|month|language|COLUMN",
    help="Draw them in proportion to this, at least one of each.",
)
@click.option("--merge", is_flag=True, hidden=True, help="What is done anyway.")
@click.option(
    "--examples",
    metavar="FILE",
    help="Worked examples, or a reviewed run file; the ones most like a paragraph are shown with it.",
)
@click.option(
    "--shots", type=click.IntRange(min=1), metavar="K", help="How many of them; 2 if not given."
)
@click.option(
    "--samples",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Answers to each question; of several the best is chosen by vote, and their agreement told.",
)
@click.option(
    "--text-column",
    metavar="NAME",
    help="Column or key of the text in CSV and JSONL; body.text for a key within another.",
)
@click.option(
    "--log-file",
    type=click.Path(path_type=Path),
    help="Append each request, attempt and wait with digests and times, as JSON lines; no text.",
)
@click.option("--log-text", is_flag=True, help="Write prompts and answers to the log too.")
@on_ray.cluster_options
@common.content_option
def command(
    inputs: tuple[str, ...], output: str | None, format_name: str | None, **given: Any
) -> int:
    """Extract records from articles and check every number and place against the words.

    INPUT is a file, a folder, a glob, or - for standard input: plain text, Markdown, HTML, PDF, Word,
    mail, JSONL, CSV or Parquet, also packed (.gz, .zst, .zip), told by its content where the name does
    not tell it; or the URL of a file or folder on an object store (s3://, gs://) or HDFS.
    Without -o the result is shown as a table.
    """
    from llmextract.cli.logfile import log_to
    from llmextract.cli.progress import Progress
    from llmextract.run import Extractor, open_extractor

    options = options_of(given)
    if given["dry_run"]:
        return _plan(inputs, options)
    folder = on_ray.folder_of(output, format_name, given)
    path = Path(output) if output is not None and folder is None else None
    form = on_ray.PARTS if folder else _format(path, format_name)
    _check_form(form, path, given)
    examples = [options.examples] if options.examples is not None else []
    common.check_writable(path, [*inputs, *examples])
    log = _log_file(given["log_file"], path, [*inputs, *examples], text=given["log_text"])
    with (
        log_to(log, text=given["log_text"]),
        Progress.on_terminal() as progress,
        (
            on_ray.open_run(
                inputs, options, given, progress, folder=folder, output=path, form=format_name
            )
            if given["engine"]
            else open_extractor(inputs, options, warn=progress.say, on_fetch=progress.weights)
        ) as extractor,
    ):
        for line in common.about_gazetteer():
            progress.say(line)
        pilot = None
        if isinstance(extractor, Extractor):  # on a cluster nothing is drawn
            pilot = forecast.pilot_of(extractor, progress.say)
        progress.expect(extractor.count)
        _write(
            form, extractor, pilot.watch(extractor) if pilot else extractor, path, given, progress
        )
        progress.cost(extractor.meters)
    progress.summary(folder or path, is_shown=form == "table")
    if pilot:
        progress.say(forecast.line(pilot))
    return progress.exit_status


def _check_form(form: str, output: Path | None, given: dict[str, Any]) -> None:
    """Refuse options that do not go with the form of the result, before anybody is asked."""
    is_run = form in {RUN, on_ray.PARTS}
    if form == RUN:
        run_files.check(output)
    if given["merge"] and (is_run or given["paragraphs"]):
        raise click.UsageError("--merge is for incidents: a run file keeps each record as read")
    if given["paragraphs"] and is_run:
        raise click.UsageError("--paragraphs is for incidents: a run file has each record anyway")
    is_merged = not is_run and not given["paragraphs"]
    common.check_joining(given["aliases"], is_merged=is_merged, no_across=given["no_across"])
    if not is_run and form != "table":
        exporting.check(form, output, is_merged=not given["paragraphs"])


def _write(
    form: str,
    extractor: "Extractor | RayRun",
    extractions: "Iterable[Extraction]",
    output: Path | None,
    given: dict[str, Any],
    progress: "Progress",
) -> None:
    """Write what comes of a run in the form that was asked for."""
    watched = progress.watch(extractions)
    record, header = extractor.record, extractor.header()
    if form == on_ray.PARTS:
        for _ in watched:
            pass  # the workers write it
    elif form == "table":
        # How far several answers agree is told of records as they were read.
        is_read = given["samples"] > 1 and not given["merge"]
        sources: dict[str, str] = {}
        noted = telling.noting(watched, sources)
        told = telling.told_of(noted, record, given, is_read=is_read, is_explained=True)
        _show(told, record, output, sources=sources, aside=progress.aside)
    elif form == RUN:
        run_files.write(header, watched, output)
    else:
        told = telling.told_of(watched, record, given)
        left_out = exporting.LeftOut(form, record)
        is_merged = not given["paragraphs"]
        exporting.write_out(
            form, left_out.watch(told), output, record, (header,), is_merged=is_merged
        )
        if left_out.told:
            progress.say(left_out.told)


def options_of(given: dict[str, Any]) -> "Options":
    """The options of a run from those of the command line."""
    from llmextract.options import PATIENCE, Options

    return Options(
        schema=given["schema"],
        model=given["model"],
        content=given["content"],
        published=_iso_date(given["published"]),
        text_column=given["text_column"],
        jobs=given["jobs"],
        ordered=not given["unordered"],
        reading=given["reading"],
        unit=given["unit"],
        language=given["language"],
        reask=not given["no_reask"],
        second_look=not given["no_second_look"],
        judge=given["judge"],
        judge_all=given["judge_all"],
        answer_tokens=given["max_tokens"],
        timeout=given["timeout"],
        patience=PATIENCE if given["patience"] is None else given["patience"],
        on_unsupported=given["on_unsupported"],
        batch=given["batch"],
        offline=given["offline"],
        cache=not given["no_cache"],
        limit=given["limit"],
        sample=given["sample"],
        stratify=given["stratify"],
        max_cost=given["max_cost"],
        examples=given["examples"],
        shots=_shots(given["examples"], given["shots"]),
        samples=given["samples"],
    )


def _log_file(
    log: Path | None, output: Path | None, inputs: list[Any], *, text: bool
) -> Path | None:
    """The file for the log, which is no input and not the result."""
    if text and log is None:
        raise click.UsageError("--log-text needs --log-file: a file to write to")
    common.check_writable(log, inputs)
    if log is not None and output is not None and log.resolve() == output.resolve():
        raise click.UsageError(f"{log} cannot be both the result and the log")
    return log


def _plan(inputs: tuple[str, ...], options: "Options") -> int:
    """Say what a run would be; nothing is asked."""
    from llmextract.costs.pricing import dollars
    from llmextract.planning import plan

    made = plan(inputs, options, warn=lambda line: click.echo(f"llmextract: {line}", err=True))
    estimate = made.estimate
    measured = f"measured over {estimate.replies} replies" if estimate.replies else "estimated"
    times = f" with {made.requests} requests" if options.samples > 1 else ""
    if made.drawn:
        print(forecast.drawn_line(made.drawn))
    print(
        f"{made.paragraphs} paragraphs: {made.asked} to ask{times}, {made.kept} kept, "
        f"{made.paragraphs - made.asked - made.kept} with nothing to ask"
    )
    print(
        f"about {made.usage.prompt_tokens:,} tokens to read and {made.usage.completion_tokens:,} "
        f"to write ({measured}: {estimate.chars_per_token:.1f} characters a token, "
        f"{estimate.answer_tokens:.0f} tokens an answer); reasks come on top"
    )
    price = "no known price" if made.cost is None else f"about {dollars(made.cost)}"
    print(f"{made.model}: {price}")
    for told in made.unreadable:
        click.echo(f"llmextract: cannot be read: {told}", err=True)
    return 1 if made.unreadable else 0


def _format(output: Path | None, name: str | None) -> str:
    from llmextract.outputs import format_of

    if name:
        return name
    if run_files.is_table(output):
        return RUN
    return format_of(output) if output else "table"


def _show(
    documents: "Iterable[Told]",
    record: type,
    output: Path | None,
    *,
    sources: Mapping[str, str],
    aside: Callable[[], AbstractContextManager[None]],
) -> None:
    from llmextract.cli.tables import show

    # On a terminal a table has what its encoding can show; data are UTF-8 everywhere.
    streams = nullcontext(sys.stdout) if output is None else common.open_output(output)
    with streams as stream:
        show(documents, record, stream, sources=sources, aside=aside)


def _shots(examples: str | None, given: int | None) -> int:
    from llmextract.options import FEW

    if examples is None and given is not None:
        raise click.UsageError("--shots needs --examples: a file to choose from")
    return given or FEW


def _iso_date(text: str | None) -> str | None:
    """A date as the user gives it, in ISO form."""
    if text is None:
        return None
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is not a date like 2026-05-03", param_hint="--published"
        ) from None
