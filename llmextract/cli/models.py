"""``llmextract models``: which there are, fetch their weights, see whether a server obeys schemas."""

import click


@click.group(name="models")
def command() -> None:
    """List models, fetch weights, check a server."""


@command.command(name="list")
def list_models() -> None:
    """The forms of model names, and the weights that can be fetched."""
    from llmextract.providers import DEFAULT_MODEL, PROVIDERS
    from llmextract.providers import weights as table

    click.echo("Models are named provider:model.\n")
    width = max(len(provider.form) for provider in PROVIDERS.values())
    for provider in PROVIDERS.values():
        click.echo(f"  {provider.form:<{width}}  {provider.about}")
    click.echo("\nWeights for local:\n")
    for one in table.known():
        here = table.path_of(one)
        name = f"local:{one.name}"
        state = f"here: {here}" if here else f"fetch with: llmextract models pull {one.name}"
        mark = " (default)" if name == DEFAULT_MODEL else ""
        about = f"{(one.size or 0) / 1e6:,.0f} MB  {one.licence}  {one.serving.reading} reading"
        state += "" if here or one.parts else " (from a model hub only)"
        click.echo(f"  {name}{mark}  {about}  {state}")
    for one in table.from_hub():
        click.echo(f"  local:{one.name}  here: {table.path_of(one)}")
    click.echo("\nAny other of a model hub: llmextract models pull hf:OWNER/REPO/FILE.gguf")


@command.command()
@click.argument("name")
def pull(name: str) -> None:
    """Fetch and verify the weights NAME; goes on where an earlier pull stopped.

    NAME is one of the list, or hf:OWNER/REPO/FILE.gguf (with @REVISION if need be) for any file of a
    model hub: of HF_ENDPOINT, with the key in HF_TOKEN where the hub wants one.
    """
    from llmextract.cli.progress import Progress
    from llmextract.providers import weights

    wanted = weights.find(name.removeprefix("local:"))
    with Progress.on_terminal() as progress:
        path = weights.pull(wanted, progress=progress.weights)
    click.echo(str(path))


@command.command()
@click.argument("model")
def check(model: str) -> int:
    """Ask MODEL one question and tell what was found: schema, parameters, context, reading.

    Exit status 0: it answers (what is not enforced is checked and asked again); 1: it refuses the
    question; 3: it cannot be had.
    """
    from llmextract.cli.progress import Progress
    from llmextract.providers import checking, open_model

    with Progress.on_terminal() as progress:
        opened = open_model(model, on_fetch=progress.weights, warn=progress.say)
        try:
            result = checking.check(opened)
        finally:
            opened.close()
    click.echo(opened.name)
    for line in result.lines():
        click.echo(f"  {line}")
    return 0
