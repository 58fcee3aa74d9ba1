"""``llmextract gazetteer``: the place names that the verifier knows and the map is drawn by."""

from pathlib import Path

import click

_FEW = 12  # countries that are told by name
_OFTEN = 100_000  # places after which it is said how far it is


@click.group(name="gazetteer")
def command() -> None:
    """Give the verifier and the map more places than are shipped, from GeoNames."""


@command.command()
@click.argument(
    "dumps", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="GEONAMES.txt…"
)
def build(dumps: tuple[Path, ...]) -> None:
    """Build a larger gazetteer of what is shipped and of dumps of GeoNames, .txt or .zip.

    Fetch the files of the countries that you work on from the export of geonames.org (CC BY 4.0);
    a later build replaces an earlier one, so name them all.
    """
    from llmextract.verification.gazetteer import building

    shown = 0

    def said(count: int) -> None:
        nonlocal shown
        if count - shown >= _OFTEN:
            shown = count
            click.echo(f"llmextract: {count:,} places taken in", err=True)

    built = building.build(dumps, said=said)
    largest = built.added.most_common(_FEW)
    countries = ", ".join(f"{code} {count:,}" for code, count in largest)
    rest = len(built.added) - len(largest)
    click.echo(f"{built.added.total():,} places added to the {built.shipped:,} that are shipped")
    if built.added:
        click.echo(f"countries: {countries}{f' and {rest} more' if rest > 0 else ''}")
    if built.bad:
        click.echo(f"{built.bad:,} line(s) were no places and were left out")
    click.echo(f"stored in {built.path} ({built.path.stat().st_size / 1e6:.0f} MB)")
    click.echo("used from now on; runs from before are verified anew")


@command.command()
def info() -> None:
    """Which gazetteer is asked, and what it was made of."""
    from llmextract.verification import gazetteer
    from llmextract.verification.gazetteer import store

    about = gazetteer.about()
    if about:
        click.echo(f"larger gazetteer: {store.larger()}")
        click.echo(f"places: {int(about['shipped']):,} shipped, {int(about['added']):,} added")
        countries = about["countries"].split()
        few = " ".join(countries) if len(countries) <= _FEW else f"{len(countries)}"
        click.echo(f"countries added to: {few or 'none'}")
        click.echo(f"made of: {about['files']}")
        click.echo(f"edition: {about['digest']}")
    else:
        click.echo("the shipped gazetteer: settlements of 500 people and more (GeoNames, ISO 3166)")
        click.echo(f"compiled to: {store.shipped_path()}")
    for old in gazetteer.outdated():
        click.echo(f"built by another version, not used, build it again: {old}")


@command.command()
def remove() -> None:
    """Remove the larger gazetteer; the shipped one is asked again."""
    from llmextract.verification.gazetteer import store

    gone = [one for one in (store.larger(), *store.outdated()) if one.exists()]
    store.forget()
    for one in gone:
        one.unlink()
    click.echo(f"{len(gone)} larger gazetteer(s) removed")
