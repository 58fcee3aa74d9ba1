"""``llmextract evaluate``: a run against gold, or the verifier against labelled cases."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmextract.cli import common

if TYPE_CHECKING:
    from llmextract.evaluate.cases import Judged
    from llmextract.verification.judges import Judge


@click.command()
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.jsonl", required=False)
@click.option(
    "--gold",
    type=click.Path(path_type=Path),
    metavar="REVIEWED.jsonl",
    help="What is right: a run file that was reviewed.",
)
@click.option(
    "--cases",
    "cases_path",
    type=click.Path(path_type=Path),
    help="Labelled cases: score the verifier alone; no model is asked.",
)
@click.option(
    "--judge",
    metavar="none|MODEL",
    help="With --cases: a model that is asked about the values of which no rule can tell.  [default: none]",
)
@click.option("--judge-all", is_flag=True, help="Ask the judge about every case.")
@click.option(
    "--language",
    metavar="CODE",
    help="With --cases: language of the cases that name none.  [default: found out]",
)
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
@click.option("--wrong", is_flag=True, help="With --cases, also list each case judged wrong.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="RUN.jsonl",
    help="Another run: say how far it differs, and how sure that is.",
)
@click.option(
    "--floor",
    type=click.Path(path_type=Path),
    metavar="FLOORS.json",
    help="Exit with 1 when a figure falls below what was pinned: for CI.",
)
@common.content_option
def command(run: Path | None, gold: Path | None, cases_path: Path | None, **given: Any) -> int:
    """Score a run against gold, or the verifier against labelled cases.

    \b
    llmextract evaluate RUN.jsonl --gold REVIEWED.jsonl
    llmextract evaluate --cases CASES.jsonl
    """  # noqa: D301 - click reads the character, not its escape
    if cases_path is not None and run is None and gold is None:
        return _cases(cases_path, **given)
    if cases_path is not None or run is None or gold is None:
        raise click.UsageError("give either RUN.jsonl with --gold, or --cases alone")
    return _reviewed(run, gold, **given)


def _held(figures: Mapping[str, Any], measured_on: Path, floor: Path | None) -> int:
    """Exit status by the floors, if there are any: 1 and a line for each figure that fell."""
    if floor is None:
        return 0
    from llmextract.evaluate import floors

    fallen = floors.check(figures, floor, measured_on)
    for line in fallen:
        click.echo(f"llmextract: {line}", err=True)
    return 1 if fallen else 0


def _reviewed(run: Path, gold: Path, **given: Any) -> int:
    from llmextract import runfile
    from llmextract.evaluate import reviewed

    baseline = given["baseline"]
    report = reviewed.evaluate(
        runfile.read(run),
        runfile.read(gold),
        baseline=None if baseline is None else runfile.read(baseline),
        content=given["content"],
    )
    status = _held(report.as_json(), gold, given["floor"])
    if given["as_json"]:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        return status
    for name, row in report.figures.items():
        click.echo(
            f"{name:16} P {row['p']:6.2f}  R {row['r']:6.2f}  "
            f"F1 {row['f1']:6.2f} ({row['low']:.2f} to {row['high']:.2f})"
        )
    _show_baseline(report.baseline)
    click.echo(
        f"{report.paragraphs} paragraphs of {report.documents} documents; in brackets what 95 of "
        f"100 resamples of {report.unit}s give"
    )
    if report.missing or report.unknown:
        click.echo(
            f"{report.missing} of them are not in the run; "
            f"{report.unknown} of the run are not in the gold and do not count"
        )
    return status


def _show_baseline(rows: Mapping[str, Mapping[str, float]]) -> None:
    if rows:
        click.echo("-- against the baseline")
    for name, row in rows.items():
        click.echo(
            f"   {name:16} F1 {row['difference']:+7.2f} ({row['low']:+.2f} to {row['high']:+.2f}, "
            f"baseline {row['baseline']:.2f}, p {row['p']:.4f})"
        )


def _cases(path: Path, **given: Any) -> int:
    from llmextract.evaluate import cases

    judge_name = None if given["judge"] == "none" else given["judge"]
    if given["judge_all"] and not judge_name:
        raise click.UsageError("--judge-all needs --judge MODEL")
    read = cases.read_cases(path)
    with _judge(judge_name) as judge:
        judged = cases.judge_cases(
            read, judge=judge, every=given["judge_all"], language=given["language"]
        )
    figures = cases.score(judged)
    status = _held(figures, path, given["floor"])
    wrong = [one for one in judged if given["wrong"] and not one.right]
    if given["as_json"]:
        listed = {"wrong": [_as_row(one) for one in wrong]} if given["wrong"] else {}
        click.echo(json.dumps(figures | listed, ensure_ascii=False, indent=1))
        return status
    _show(figures)
    for one in wrong:
        _show_wrong(one.case, one.verdict, one.finding.reason)
    disputed = [one for one in judged if one.disagrees]
    if disputed:
        click.echo(f"-- {len(disputed)} in which rules and judge disagree")
        for one in disputed:
            _show_wrong(one.case, one.verdict, one.finding.reason, word="label")
    return status


def _as_row(one: "Judged") -> dict[str, Any]:
    """A case that was judged wrong, for programs."""
    return {**one.case, "verdict": str(one.verdict), "reason": one.finding.reason}


@contextmanager
def _judge(name: str | None) -> "Iterator[Judge | None]":
    """A model as a judge of cases; its answers are kept like any other."""
    if name is None:
        yield None
        return
    from llmextract.judging import open_judge

    with open_judge(name, warn=lambda line: click.echo(f"llmextract: {line}", err=True)) as judge:
        yield judge


def _show(figures: Mapping[str, Any]) -> None:
    from llmextract.cli.tables import figures_table

    for key in ("by_field", "by_label", "by_phenomenon"):
        click.echo(figures_table(key.removeprefix("by_"), figures[key]))
    click.echo(
        f"{figures['n']} cases: accuracy {figures['accuracy']:.4f}, "
        f"unsupported values let through {figures['false_supported']:.4f}, "
        f"unclear {figures['unclear']:.4f}"
        + (f"; judged {figures['judged']:.4f}" if "judged" in figures else "")
    )


def _show_wrong(case: Mapping[str, Any], verdict: str, reason: str, *, word: str = "not") -> None:
    from llmextract.cells import plain

    name = case.get("id", "?")
    said = f"{case['field']} {case.get('role') or ''} {case['value']!r}"
    click.echo(f"{name} {said}: {verdict}, {word} {case['label']} ({plain(reason)})")
    click.echo(f"    {plain(str(case['text']))[:300]}")
