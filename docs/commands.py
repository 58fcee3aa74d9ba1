"""Writes docs/commands.md from the commands' own help, or checks that it is what they say."""

import sys
from pathlib import Path

import click

from llmextract.cli import cli

TARGET = Path(__file__).with_name("commands.md")
HEAD = "# Commands\n\nWritten by `make docs` from the commands' own help.\n"


def sections(command: click.Command, context: click.Context) -> list[str]:
    """The help of a command and of all commands below it."""
    out = [f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            sub = command.get_command(context, name)
            assert sub is not None
            inner = click.Context(sub, info_name=name, parent=context, terminal_width=100)
            out += sections(sub, inner)
    return out


def main() -> int:
    """Write the page, or with ``--check`` say whether it is up to date."""
    context = click.Context(cli, info_name="llmextract", terminal_width=100)
    text = HEAD + "".join(sections(cli, context))
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        sys.stderr.write("docs/commands.md is not what the commands say: run `make docs`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
