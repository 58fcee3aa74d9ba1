"""``llmextract review``: a page to judge a run on, and a new run file out of what was said there."""

from pathlib import Path

import click

from llmextract.cli import common, run_files, telling


@click.command()
@click.argument(
    "runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN.jsonl..."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="Where to write the page, or with --apply the new run file.",
)
@click.option(
    "--apply",
    "edits",
    type=click.Path(path_type=Path),
    metavar="EDITS.json",
    help="Put edits that were downloaded from the page into the run.",
)
@common.across_option
@common.aliases_option
@common.content_option
def command(
    runs: tuple[Path, ...],
    output: Path,
    edits: Path | None,
    no_across: bool,
    aliases: Path | None,
    content: tuple[str, ...],
) -> int:
    """Write a page to review a run on; it opens from disk in any browser and fetches nothing.

    \b
    llmextract review RUN.jsonl... -o PAGE.html
    llmextract review RUN.jsonl --apply EDITS.json -o GOLD.jsonl

    The page shows the article with each value on its words, what needs a look, the incidents as a
    table, a map and a timeline.  Values are accepted, corrected, rejected and added there; the edits
    are downloaded as a file.  With --apply they become a new run file, with all that was before: gold
    for `evaluate --gold`, worked examples for `extract --examples`.
    """  # noqa: D301 - click reads the character, not its escape
    common.check_writable(output, [*runs, *([edits] if edits else [])])
    common.check_joining(aliases, is_merged=edits is None, no_across=no_across)
    if edits is None:
        return _page(runs, output, content, aliases=aliases, no_across=no_across)
    run_files.check(output)
    if len(runs) > 1:
        raise click.UsageError("--apply is for one run file at a time")
    return _apply(runs[0], edits, output, content)


def _page(
    runs: tuple[Path, ...],
    output: Path,
    content: tuple[str, ...],
    *,
    aliases: Path | None,
    no_across: bool,
) -> int:
    from llmextract.cli.export import groups_of, opened_runs
    from llmextract.review.page import Source, digest_of, render

    opened, record = opened_runs(runs, content)
    make = telling.within if no_across else telling.across
    groups = groups_of(opened, record)
    documents = list(make(groups, record, aliases=aliases, is_explained=True))
    sources = [Source(path.name, digest_of(path), header) for path, header, _ in opened]
    with common.open_output(output) as stream:
        stream.write(render(documents, record, sources))
    count = sum(len(told.entries) for told in documents)
    click.echo(
        f"llmextract: {common.many(count, 'incident')} of "
        f"{common.many(len(documents), 'document')} written to {output}; open it in a browser",
        err=True,
    )
    return 0


def _apply(path: Path, edits_path: Path, output: Path, content: tuple[str, ...]) -> int:
    from llmextract import runfile
    from llmextract.review.applying import apply
    from llmextract.review.edits import read_edits
    from llmextract.review.page import digest_of

    run = runfile.read(path)
    digest = digest_of(path)
    edits = read_edits(edits_path, digest)
    done = apply(run, digest, edits, content=content)
    run_files.write(done.header, done.extractions, output)
    for line in done.refused:
        click.echo(f"llmextract: not done: {line}", err=True)
    told = f"{common.many(done.applied, 'edit')} put into {output}"
    if edits.others:
        told += f"; {edits.others} of {edits_path} are of other runs"
    click.echo(f"llmextract: {told}", err=True)
    return 1 if done.refused else 0
