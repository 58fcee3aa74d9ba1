"""The same text through several readers: one table for each kind of text.

    python -m benchmarks.readers --shared ../shared [--readers rules guided open kept]
        [--texts muc4 notes recaps] [--part dev|test] [--limit N] [--out FOLDER] [--model NAME]

Readers: ``rules`` (``-m rules``, no model), ``guided`` and ``open`` (the embedded model in either
reading), ``kept`` (the kept replies of a frontier model over a relay).  Texts: the MUC-4 sample
(development data, whatever the part), the event notes and the articles with recaps.  ``--limit``
takes the first N documents of each.  A reader that is not to be had, and a text that it has no
replies for, is left out with a line on standard error.

Answers are kept in FOLDER, so that a run that was broken off goes on where it stood; the run files
lie there too, as ``TEXT-READER.jsonl``.  The tables are Markdown.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import notes, recaps
from benchmarks.muc4 import converting, key, scoring
from benchmarks.running import RunError, extract, failed, relay, verdicts
from llmextract import runfile
from llmextract.runfile import RunFile

READERS = ("rules", "guided", "open", "kept")
Column = Mapping[str, str]
"""The figures of one reader on one text, as they are shown."""


@dataclass(frozen=True, slots=True)
class Text:
    """Something to read.

    Attributes:
        inputs: the files.
        replies: the kept replies for it; none where there are none.
        score: the figures of a run over it.
    """

    inputs: tuple[Path, ...]
    replies: Path | None
    score: Callable[[RunFile], Column]


def main(given: Sequence[str] | None = None) -> int:
    """Run the readers and print a table for each text; 2 where none could be run."""
    options = arguments(given)
    options.out.mkdir(parents=True, exist_ok=True)
    is_any = False
    for name, text in texts(options).items():
        columns = {}
        for reader in options.readers:
            try:
                columns[reader] = column(name, text, reader, options)
            except (RunError, OSError) as error:
                print(f"readers: {name}: {reader} left out: {error}", file=sys.stderr)
        is_any |= bool(columns)
        for line in table(heading(name, options), columns):
            print(line, flush=True)
    print(f"\nrun files in {options.out}", file=sys.stderr)
    return 0 if is_any else 2


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="the shared folder")
    parser.add_argument("--readers", nargs="+", choices=READERS, default=READERS)
    parser.add_argument("--texts", nargs="+", choices=TEXTS, default=list(TEXTS))
    parser.add_argument("--part", choices=["dev", "test"], help="of notes and recaps; else both")
    parser.add_argument("--limit", type=int, metavar="N", help="documents of each text")
    parser.add_argument("--model", default="qwen2.5-coder-1.5b", help="the embedded model")
    parser.add_argument("--out", type=Path, help="where answers and run files are kept")
    options = parser.parse_args(given)
    options.out = options.out or Path(tempfile.mkdtemp(prefix="readers-"))
    return options


def texts(options: argparse.Namespace) -> dict[str, Text]:
    """The texts that are asked for, cut to the limit."""
    return {name: TEXTS[name](options) for name in options.texts}


def of_muc4(options: argparse.Namespace) -> Text:
    sample = options.shared / "muc4" / "sample.jsonl"
    rows = notes.read_lines(sample)[: options.limit]
    ids = {row["id"] for row in rows}

    def score(run: RunFile) -> Column:
        gold = [one for one in key.read_key(sample) if one.id in ids]
        return muc4_column(scoring.score(gold, converting.predictions(run)))

    cut = written(rows, options.out / "muc4.input.jsonl")
    return Text((cut,), options.shared / "strong" / "replies.jsonl", score)


def of_notes(options: argparse.Namespace) -> Text:
    rows = notes.read_gold(notes.GOLD, options.part)[: options.limit]
    # The text alone: what is right is not for a reader.
    told = [{name: row[name] for name in ("id", "text", "published")} for row in rows]

    def score(run: RunFile) -> Column:
        return notes_column(notes.score(run, rows)[0])

    replies = notes.GOLD.with_name("replies.jsonl")
    return Text((written(told, options.out / "notes.input.jsonl"),), replies, score)


def of_recaps(options: argparse.Namespace) -> Text:
    rows = recaps.read_gold(recaps.GOLD, options.part)[: options.limit]

    def score(run: RunFile) -> Column:
        return recaps_column(recaps.score(run, rows)[0])

    files = tuple(recaps.FOLDER / "articles" / row["file"] for row in rows)
    return Text(files, recaps.FOLDER / "replies.jsonl", score)


TEXTS: Mapping[str, Callable[[argparse.Namespace], Text]] = {
    "muc4": of_muc4,
    "notes": of_notes,
    "recaps": of_recaps,
}


def written(rows: Sequence[Mapping[str, Any]], path: Path) -> Path:
    """A file of JSON objects, one a line."""
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def column(name: str, text: Text, reader: str, options: argparse.Namespace) -> Column:
    """What one reader makes of one text.

    Raises:
        RunError: the reader is not to be had, or has no replies for this text.
    """
    out = options.out / f"{name}-{reader}.jsonl"
    with ExitStack() as stack:
        if reader == "kept":
            if text.replies is None or not text.replies.exists():
                raise RunError("there are no kept replies for it")
            script = options.shared / "strong" / "relay.py"
            server = stack.enter_context(relay(script, [text.replies]))
            # The relay's port is in the model's name, so nothing is served from an earlier run.
            model, more = server.model, ["--no-cache"]
        else:
            model, more = asked(reader, options.model)
        cache = options.out / f"cache-{reader}"
        seconds = extract(text.inputs, out, model=model, cache=cache, options=more)
    run = runfile.read(out)
    kept = sum(extraction.run.cached for extraction in run.extractions)
    told = f"{seconds:.0f}" + (f", {kept} answers from before" if kept else "")
    return {**text.score(run), **common(run), "seconds": told}


def asked(reader: str, embedded: str) -> tuple[str, list[str]]:
    """The model of a reader that is on this machine, and the options to ask it with."""
    if reader == "rules":
        return "rules", []
    return f"local:{embedded}", ["--reading", reader]


def common(run: RunFile) -> Column:
    """What the verifier says of a run, and what was not read."""
    found = verdicts(run)
    of = found["values"]
    return {
        "values checked": str(of),
        "unsupported": part(found["unsupported"], of),
        "unclear": part(found["unclear"], of),
        "paragraphs failed": part(failed(run), len(run.extractions)),
    }


def muc4_column(figures: Mapping[str, Any]) -> Column:
    """The figures of the benchmark that are shown."""
    incidents = figures["incidents"]
    return {
        "micro F1": shown(figures["exact"]["micro"]["f1"]),
        "micro F1, partial": shown(figures["partial"]["micro"]["f1"]),
        "relevance F1": shown(figures["relevance"]["f1"]),
        "incidents found for gold": f"{incidents['predicted']} for {incidents['gold']}",
        "incidents precision": shown(incidents["precision"]),
        "incidents recall": shown(incidents["recall"]),
        **{
            f"{name} right": f"{shown(figures[name]['accuracy'])} of {figures[name]['determinate_n']}"
            for name in ("killed", "injured")
        },
    }


def notes_column(counts: Counter[str]) -> Column:
    """The figures of the notes."""
    rights = ("killed", "injured", "places", "actors", "claimed or blamed", "left alone")
    return {
        "incidents found for gold": f"{counts['incidents']} for {counts['incidents of']}",
        **{f"{name} right": part(counts[name], counts[f"{name} of"]) for name in rights},
        "actors beside the gold": part(counts["actors beside"], counts["actors told"]),
        "places beside the gold": part(counts["places beside"], counts["places told"]),
        "counts that nobody told": str(counts["counts beside"]),
    }


def recaps_column(counts: Counter[str]) -> Column:
    """The figures of the articles with recaps."""
    of = counts["told for one of"]
    rights = ("killed sum", "injured sum", "killed", "injured")
    return {
        **{f"{name} right": part(counts[name], counts[f"{name} of"]) for name in rights},
        "incidents found for gold": f"{counts['records joined']} for {counts['incidents of']}",
        **{
            shown_as: f"{counts[f'{name} for one'] / of:.2f}" if of else "-"
            for name, shown_as in (("told", "incidents for one"), ("news", "without background"))
        },
    }


def part(some: int, of: int) -> str:
    return f"{some} of {of}" if of else "-"


def shown(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.1f}"


def heading(name: str, options: argparse.Namespace) -> str:
    """What a table is of."""
    which = "" if name == "muc4" or options.part is None else f", {options.part}"
    return name + which + ("" if options.limit is None else f", first {options.limit}")


def table(title: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """A Markdown table: a column for each reader."""
    if not columns:
        return
    yield f"\n| {title} | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 1) + "|"
    for figure in next(iter(columns.values())):
        yield f"| {figure} | {' | '.join(one[figure] for one in columns.values())} |"


if __name__ == "__main__":
    sys.exit(main())
