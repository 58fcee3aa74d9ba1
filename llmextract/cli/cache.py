"""``llmextract cache``: what is kept of earlier runs."""

import click


@click.group(name="cache")
def command() -> None:
    """Look at or clear what is kept of earlier runs."""


@command.command()
def info() -> None:
    """Where the store is and how much is in it."""
    from llmextract.store import Store

    store = Store()
    try:
        click.echo(f"folder: {store.folder}")
        for name, shelf in (("replies", store.replies), ("results", store.results)):
            click.echo(f"{name}: {len(shelf)} ({shelf.size() / 1e6:.1f} MB)")
    finally:
        store.close()


@command.command()
@click.option("--results", is_flag=True, help="Only the verified results; replies are kept.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def clear(results: bool, yes: bool) -> None:
    """Forget earlier runs; the next run asks the model again."""
    from llmextract.store import Store

    store = Store()
    try:
        shelves = [store.results] if results else [store.replies, store.results]
        count = sum(len(shelf) for shelf in shelves)
        if not yes:
            click.confirm(f"forget {count} entries in {store.folder}?", abort=True, err=True)
        click.echo(f"{sum(shelf.clear() for shelf in shelves)} entries forgotten")
    finally:
        store.close()
