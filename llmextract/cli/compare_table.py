"""A comparison as tables for the eye: the runs, agreement field by field, what to look at first."""

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from llmextract.alignment.values import Outcome
from llmextract.cells import plain
from llmextract.cli.tables import WIDTH, Screen
from llmextract.compare import Comparison
from llmextract.compare.attention import Attention
from llmextract.costs.pricing import dollars
from llmextract.records import Verdict


def show(found: Comparison, stream: IO[str], *, top: int) -> None:
    """Write the tables.

    Args:
        found: the comparison.
        stream: where to.
        top: most incidents to list.
    """
    if isinstance(stream, io.TextIOWrapper):
        # A character that the terminal does not have is shown as "?", it does not end the command.
        stream.reconfigure(errors="replace")
    console = Screen(
        file=stream, width=None if stream.isatty() else WIDTH, highlight=False, markup=False
    )
    for table in (_runs(found), _fields(found), _pairs(found)):
        console.print(table)
        console.print()
    console.print(
        f"{len(found.incidents)} incidents in {found.paragraphs} paragraphs, "
        f"{found.shared} of them read by all runs"
    )
    counts = Counter(one.rank.attention for one in found.incidents)
    for attention in Attention:
        if counts[attention]:
            console.print(f"  {counts[attention]:4} {attention.words}")
    _list(console, found, top)


def _runs(found: Comparison) -> Table:
    """What each run found and cost; a column for money or gold only where there is any."""
    heads = ["run", "incidents", "failed", "asked", "in the text", "not in the text", "seconds",
             "tokens in", "tokens out"]  # fmt: skip
    is_priced = any(cost.dollars is not None for cost in found.costs)
    heads += ["cost"] * is_priced + ["F1 against gold"] * bool(found.gold)
    rows = []
    for cost in found.costs:
        carried = sum(cost.verdicts[verdict] for verdict in Verdict if verdict.is_carried)
        row = [
            cost.name, cost.records, cost.failed, cost.asked,
            _percent(carried, cost.verdicts.total()), cost.verdicts[Verdict.UNSUPPORTED],
            f"{cost.seconds:.1f}", cost.usage.prompt_tokens, cost.usage.completion_tokens,
        ]  # fmt: skip
        if is_priced:
            row.append("n/a" if cost.dollars is None else dollars(cost.dollars))
        if found.gold:
            f1 = found.gold[cost.name]["f1"]
            row.append("n/a" if f1 is None else f"{f1:.2f}")
        rows.append(row)
    return _table(heads, rows)


def _fields(found: Comparison) -> Table:
    heads = ["field", "told", "agree", "verified", "in part", "left out", "contradict", "alpha"]
    return _table(
        heads,
        [
            [
                one.name.replace("_", " "), one.told, _percent(one.outcomes[Outcome.SAME], one.told),
                _percent(one.verified, one.checked), one.outcomes[Outcome.PARTLY],
                one.outcomes[Outcome.LEFT_OUT], one.outcomes[Outcome.CONTRARY],
                "n/a" if one.alpha is None else f"{one.alpha:.2f}",
            ]
            for one in found.fields
        ],
    )  # fmt: skip


def _pairs(found: Comparison) -> Table:
    heads = ["two runs", "incidents in both", "only first", "only second", "fields agree",
             "contradict"]  # fmt: skip
    return _table(
        heads,
        [
            [
                " and ".join(found.names[run] for run in one.runs), one.both, *one.only,
                _percent(one.same, one.told), one.contrary,
            ]
            for one in found.pairs
        ],
    )  # fmt: skip


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for index, head in enumerate(heads):
        table.add_column(head, justify="right" if index else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(str(one))) for one in row))
    return table


def _list(console: Console, found: Comparison, top: int) -> None:
    """What to look at first; what is agreed needs no line."""
    worth = [one for one in found.incidents if one.rank.attention < Attention.NONE]
    for one in worth[:top]:
        place = f"{one.reading.document.source}, paragraph {one.reading.paragraph.index + 1}"
        attention, reason = one.rank.attention.words, one.rank.reason
        if one.is_missed:
            has = (
                name for name, at in zip(found.names, one.members, strict=True) if at is not None
            )
            attention = f"{attention} (found by {', '.join(has)})"
        console.print(Text(plain(f"{place}: {attention}"), style="bold"), soft_wrap=True)
        if reason != one.rank.attention.words:
            console.print(Text(f"    {plain(reason)}"), soft_wrap=True)
    if len(worth) > top:
        console.print(f"{len(worth) - top} more; write all of them with -o PAGE.html")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "n/a"
