"""``llmextract completion``: the lines that teach a shell to complete commands, options and names."""

import os
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
    shell_complete,
    split_arg_string,
)

VARIABLE = "_LLMEXTRACT_COMPLETE"
"""Set by the shell's script when it asks what a word may be."""
SHELLS = ("bash", "zsh", "fish")
_PARTING = ":"
"""Where bash parts words although names of models go on."""


@add_completion_class
class _Bash(BashComplete):
    """Click's, for words with a colon: bash takes ``local:NAME`` for three words."""

    source_template = BashComplete.source_template.replace(
        'COMP_WORDS="${COMP_WORDS[*]}"',
        'COMP_LINE="${COMP_LINE:0:$COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS"',
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is completed, and what there is of it."""
        line = os.environ.get("COMP_LINE", "")
        words = split_arg_string(line)[1:]
        so_far = words.pop() if words and not line[-1:].isspace() else ""
        return words, so_far

    def format_completion(self, item: CompletionItem) -> str:
        """What bash puts in the place of the part of the word that it knows."""
        _, so_far = self.get_completion_args()
        known, colon, _ = so_far.rpartition(_PARTING)
        if item.type == "plain" and colon and colon in os.environ.get("COMP_WORDBREAKS", ""):
            return f"{item.type},{str(item.value).removeprefix(known + colon)}"
        return super().format_completion(item)


@click.command(
    epilog='bash: add to ~/.bashrc: eval "$(llmextract completion bash)" · zsh: add to ~/.zshrc, '
    'after compinit: eval "$(llmextract completion zsh)" · fish: llmextract completion fish > '
    "~/.config/fish/completions/llmextract.fish"
)
@click.argument("shell", type=click.Choice(SHELLS), required=False)
def command(shell: str | None) -> int:
    """Teach your shell to complete commands, options and names with the Tab key.

    Prints the lines that do it.  Without SHELL it is the one that you use, as the
    environment tells.
    """
    from llmextract.errors import UsageError

    name = shell or os.path.basename(os.environ.get("SHELL", ""))  # noqa: PTH119 - no path is meant
    found = get_completion_class(name) if name in SHELLS else None
    if found is None:
        raise UsageError(
            f"there is no completion for the shell {name!r}" if name else "which shell?",
            hint=f"name one of: {', '.join(SHELLS)}",
        )
    root = click.get_current_context().find_root()
    click.echo(found(root.command, {}, "llmextract", VARIABLE).source())
    return 0


def answered(cli: click.Command) -> int | None:
    """Answer a shell that asks what a word may be; its exit status, ``None`` where none asks."""
    asked = os.environ.get(VARIABLE)
    return shell_complete(cli, {}, "llmextract", VARIABLE, asked) if asked else None


def models(context: click.Context, parameter: click.Parameter, so_far: str) -> list[CompletionItem]:
    """Names of models that begin so: weights by name, other providers by what stands before the colon."""
    from llmextract.providers import PROVIDERS, weights

    known = ["rules", *(f"local:{one.name}" for one in weights.known())]
    known += [f"{name}:" for name in PROVIDERS if name not in {"rules", "local"}]
    return _fitting(known, so_far)


def schemas(
    context: click.Context, parameter: click.Parameter, so_far: str
) -> list[CompletionItem]:
    """Names of schemas that begin so, those of ``--content`` too."""
    from llmextract.content import schema_names

    given: Any = context.params.get("content") or ()
    return _fitting(schema_names(given), so_far)


def files(context: click.Context, parameter: click.Parameter, so_far: str) -> list[CompletionItem]:
    """Files and folders, which the shell knows best."""
    return [CompletionItem(so_far, type="file")]


def _fitting(names: Any, so_far: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in sorted(names) if name.startswith(so_far)]
