"""The command line: a thin layer over the library, and the only place that prints.

Each command is a module of this package, imported when it runs, so that ``--help`` stays fast.
"""

import contextlib
import importlib
import io
import os
import signal
import sys
from typing import Any

import click

from llmextract.version import __version__

COMMANDS = {
    "extract": ("extract", "Extract records from articles and check them against the words."),
    "status": ("status", "Say what a run over these inputs would do, and why; nothing is asked."),
    "export": ("export", "Write the incidents of a run as a table, a database or a map."),
    "review": ("review", "Write a page to review a run on: text, doubts, table, map, timeline."),
    "verify": ("verify", "Check an old run, or a table of your own, with today's verifier."),
    "evaluate": ("evaluate", "Score a run against gold, or the verifier against labelled cases."),
    "cases": ("cases", "Make labelled cases to measure the verifier with, from your own text."),
    "compare": ("compare", "Say where models agree and differ, and what to look at first."),
    "models": ("models", "List models, fetch weights, check a server."),
    "gazetteer": ("gazetteer", "Give the verifier and the map more places, from GeoNames."),
    "schemas": ("schemas", "List, show and check schemas."),
    "completion": ("completion", "Teach your shell to complete commands, options and names."),
    "doctor": ("doctor", "Check the installation, the store and the model, and say what to do."),
    "cache": ("cache", "Look at, clear, hand on or take in what is kept of earlier runs."),
}
"""Each command: its module and the line that ``--help`` shows, so that help imports none of them."""


STOPPED = 128 + signal.SIGINT
"""Exit status after Ctrl-C, as shells count it."""
_ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that end a run as Ctrl-C does; Windows has no SIGHUP."""


class TerminatedError(KeyboardInterrupt):
    """SIGTERM, or SIGHUP when the terminal goes away: ends a run like Ctrl-C.

    Args:
        number: of the signal.
    """

    def __init__(self, number: int = signal.SIGTERM) -> None:
        self.status = 128 + number
        super().__init__()


def _terminate(number: int, _: object) -> None:
    raise TerminatedError(number)


def _plug() -> None:
    """Open what of the standard streams was closed before we began: what is said there goes nowhere.

    Else the next file that is opened, the store's, has the number of standard output or of standard
    error, and whatever a library says is written into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command's own object, from its module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"llmextract.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A command by its name; where there is none, the names most like it are told."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.exceptions.NoSuchCommand(name, possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Models are named provider:model; `llmextract models list` shows the forms.",
)
@click.version_option(__version__, prog_name="llmextract")
def cli() -> None:
    """Fill records from news with a language model, and check every number and place.

    Quick try: llmextract extract ARTICLE.txt
    """


def main(argv: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status; no traceback reaches a user."""
    _plug()
    with contextlib.suppress(ValueError):  # not in the main thread
        for number in _ENDS:
            if signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored
                signal.signal(number, _terminate)
    try:
        status = run(argv)
    except KeyboardInterrupt:  # once more, while the first was told
        status = STOPPED
    if status > 128:
        # Python would wait for threads that wait for a server, to the end of their time.
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)
    sys.exit(status)


def run(argv: list[str] | None = None) -> int:
    """Run the command line; its exit status.

    0 all well · 1 some paragraphs failed, the rest is saved · 2 wrong use · 3 no model to be had ·
    4 an offline run met a request that was never recorded · 129, 130 and 143 stopped.
    """
    # What a terminal's encoding cannot show is no reason to stop in the middle of a line.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        status = _invoke(sys.argv[1:] if argv is None else argv)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        _say(f"{error.format_message().rstrip('.')}{_see(error)}")
        return 2
    except (KeyboardInterrupt, click.Abort) as error:
        _say("stopped; what was finished is kept, run the same command again to go on")
        return error.status if isinstance(error, TerminatedError) else STOPPED
    except BrokenPipeError:
        _hush()
        return 0
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        return _fail(error)
    return status if isinstance(status, int) else 0


def _invoke(argv: list[str]) -> Any:
    """Not ``cli.main``: that one turns a closed pipe into exit status 1 on its own."""
    if "_LLMEXTRACT_COMPLETE" in os.environ:
        from llmextract.cli import completion

        return completion.answered(cli)
    with cli.make_context("llmextract", list(argv)) as context:
        return cli.invoke(context)


def _fail(error: Exception) -> int:
    from llmextract.errors import LlmextractError

    if isinstance(error, LlmextractError):
        _say(str(error))
        return error.exit_status
    if isinstance(error, OSError) and error.strerror:  # the system's word, of a file or of a stream
        where = error.filename or "standard output"
        _say(f"{where}: {error.strerror}; what was finished is kept, run the same command again")
        _hush()
        return 1
    if isinstance(error, MemoryError):
        _say("the memory is full; take fewer or smaller inputs at a time, or fewer --jobs")
        return 1
    if os.environ.get("LLMEXTRACT_DEBUG"):
        raise error
    _say(
        f"a bug of llmextract: {type(error).__name__}: {' '.join(str(error).split())}; "
        "set LLMEXTRACT_DEBUG=1 to see where, and please report it"
    )
    return 1


def _hush() -> None:
    """Let standard output go nowhere: Python would complain of it once more while closing."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _see(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"; see: {context.command_path} --help" if context else ""


def _say(line: str) -> None:
    # A terminal that went away, or a standard error that was closed, hears nothing.
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(f"llmextract: {line}", file=sys.stderr)
