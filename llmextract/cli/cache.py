"""``llmextract cache``: what is kept of earlier runs."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from llmextract.store.importing import Imported
    from llmextract.store.mending import Checked

_NAMED = 10
"""Bad entries that are named one by one."""


@click.group(name="cache")
def command() -> None:
    """Look at, clear, hand on or take in what is kept of earlier runs."""


@command.command()
def info() -> None:
    """Where the store is and how much is in it."""
    from llmextract.store.shelves import Store

    store = Store()
    try:
        click.echo(f"store: {store.where}")
        for name, shelf in (("replies", store.replies), ("results", store.results)):
            click.echo(f"{name}: {len(shelf)} ({shelf.size() / 1e6:.1f} MB)")
    finally:
        store.close()


@command.command()
@click.option("--results", is_flag=True, help="Only the verified results; replies are kept.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def clear(results: bool, yes: bool) -> None:
    """Forget earlier runs; the next run asks the model again."""
    from llmextract import settings
    from llmextract.errors import StoreError
    from llmextract.store import mending
    from llmextract.store.shelves import Store

    try:
        with contextlib.closing(Store()) as store:
            shelves = [store.results] if results else [store.replies, store.results]
            count = sum(len(shelf) for shelf in shelves)
            if not yes:
                click.confirm(f"forget {count} entries in {store.where}?", abort=True, err=True)
            click.echo(f"{sum(shelf.clear() for shelf in shelves)} entries forgotten")
    except StoreError as error:
        if settings.store_url():
            raise  # nothing that can be reached is to be cleared, and what lies here is another store
        if not yes:
            click.confirm(f"{error.message}: remove what is there?", abort=True, err=True)
        mending.reset(settings.store_dir())
        click.echo("a store that could not be read was removed")


@command.command()
@click.option("--repair", is_flag=True, help="Remove what is bad, save what can be saved.")
def check(repair: bool) -> int:
    """Look at every entry: is it whole, does it fit its request, did you make it?

    With --repair bad entries are removed, so that they are asked or verified again, and a file that
    cannot be read is put aside and made again of what can be read of it.
    """
    from llmextract.store import mending

    where, checked = mending.check_own(repair=repair)
    click.echo(f"store: {where}")
    for shelf in checked:
        for line in _checked(shelf, repair=repair):
            click.echo(line)
    if all(shelf.is_whole for shelf in checked) or repair:
        return 0
    click.echo("llmextract: mend it with: llmextract cache check --repair", err=True)
    return 1


def _checked(shelf: "Checked", *, repair: bool) -> Iterator[str]:
    """What a user should know of one shelf, a line each."""
    from llmextract.cells import plain

    removed = " (removed)" if repair else ""
    yield f"{shelf.name}: {shelf.good} good" + (f", {len(shelf.bad)} bad" if shelf.bad else "")
    for key, why in shelf.bad[:_NAMED]:
        yield f"  {plain(key)[:12]} {why}{removed}"
    if len(shelf.bad) > _NAMED:
        yield f"  and {len(shelf.bad) - _NAMED} more{removed}"
    if shelf.unreadable:
        lost = "nobody can tell how many" if shelf.lost is None else f"{shelf.lost}"
        yield f"  the file is damaged ({shelf.unreadable}): {shelf.good} saved, {lost} lost"
    if shelf.aside:
        yield f"  the damaged file is now {shelf.aside}"


@command.command()
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.jsonl")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The bundle to write."
)
def export(run: Path, output: Path) -> None:
    """Write all that a run needs to be repeated offline, elsewhere, to one file.

    The bundle holds the run file, each request with its reply, versions and digests: the text of
    the articles that were read, but no key and nothing that is run.
    """
    from llmextract.cli import common
    from llmextract.store.bundles import export_run
    from llmextract.store.shelves import Store

    common.check_writable(output, [run])
    store = Store()
    try:
        done = export_run(run, output, store=store)
    finally:
        store.close()
    click.echo(f"llmextract: {done.replies} replies written to {output}", err=True)
    if done.unanswered:
        click.echo(
            f"llmextract: {done.unanswered} paragraph(s) were never answered and fail in a replay too",
            err=True,
        )


@command.command(name="import")
@click.argument("bundle", type=click.Path(path_type=Path), metavar="BUNDLE.zip")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write its run file here.")
@click.option("--replace", is_flag=True, help="Where the store has another answer, take this one.")
def import_(bundle: Path, output: Path | None, replace: bool) -> None:
    """Take in a bundle, so that `extract --offline` can repeat its run with no model."""
    from llmextract.cli import common, run_files
    from llmextract.store.importing import import_run, run_of
    from llmextract.store.shelves import Store

    common.check_writable(output, [bundle])
    run_files.check(output)
    store = Store()
    try:
        done = import_run(bundle, store=store, replace=replace)
    finally:
        store.close()
    if output is not None:
        run_files.copy(run_of(bundle), output)
    for line in _told(done, replace=replace):
        click.echo(f"llmextract: {line}", err=True)


def _told(done: "Imported", *, replace: bool) -> Iterator[str]:
    """What a user should know of an import, a line each."""
    from llmextract.cells import plain
    from llmextract.version import __version__

    known = done.manifest["replies"] - done.new - done.other
    yield f"{done.new} replies taken in, {known} were there already"
    if done.other:
        kept = "replaced" if replace else "kept; take the bundle's with --replace"
        yield f"{done.other} replies of the store are other ones: {kept}"
    if done.manifest.get("version") != __version__:
        made = plain(str(done.manifest.get("version")))
        yield f"made by version {made}, this is {__version__}: requests and verdicts may differ"
    for source in done.changed:
        yield f"{plain(source)} is not the file that the run read"
