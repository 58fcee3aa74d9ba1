"""``llmextract evaluate``: a run against gold, or the verifier against labelled cases."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from llmextract.cli import common


@click.command()
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.jsonl", required=False)
@click.option(
    "--gold",
    type=click.Path(path_type=Path),
    help="What is right: MUC-4 keys, or a run file that was reviewed.",
)
@click.option(
    "--cases",
    "cases_path",
    type=click.Path(path_type=Path),
    help="Labelled cases: score the verifier alone; no model is asked.",
)
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
@click.option("--wrong", is_flag=True, help="With --cases, also list each case judged wrong.")
@click.option(
    "--no-merge", is_flag=True, help="Score each record; do not join those of a document."
)
@click.option(
    "--predictions",
    "predictions_path",
    type=click.Path(path_type=Path),
    help="Also write what is scored, in the prediction format of MUC-4.",
)
@common.content_option
def command(run: Path | None, gold: Path | None, cases_path: Path | None, **given: Any) -> int:
    """Score a run against gold, or the verifier against labelled cases.

    \b
    llmextract evaluate RUN.jsonl --gold GOLD.jsonl
    llmextract evaluate --cases CASES.jsonl
    """
    if cases_path is not None and run is None and gold is None:
        return _cases(cases_path, as_json=given["as_json"], wrong=given["wrong"])
    if cases_path is not None or run is None or gold is None:
        raise click.UsageError("give either RUN.jsonl with --gold, or --cases alone")
    return _muc4(run, gold, **given)


def _muc4(run: Path, gold: Path, **given: Any) -> int:
    from llmextract import runfile
    from llmextract.evaluating.muc4 import converting, key, scoring, showing

    common.check_writable(given["predictions_path"])
    documents = key.read_key(gold)
    found = converting.predictions(
        runfile.read(run), content=given["content"], merge=not given["no_merge"]
    )
    if given["predictions_path"] is not None:
        with common.open_output(given["predictions_path"]) as stream:
            for name, incidents in found.items():
                row = {"id": name, "incidents": incidents}
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    figures = scoring.score(documents, found)
    if given["as_json"]:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        for line in showing.lines(figures):
            click.echo(line)
    return 0


def _cases(path: Path, *, as_json: bool, wrong: bool) -> int:
    from llmextract.evaluating import cases

    judged = cases.judge_cases(cases.read_cases(path))
    figures = cases.score(judged)
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        _show(figures)
    for one in judged if wrong else ():
        if not one.right:
            _show_wrong(one.case, one.judgement.verdict, one.judgement.reason)
    return 0


def _show(figures: Mapping[str, Any]) -> None:
    from llmextract.cli.tables import figures_table

    for key in ("by_field", "by_label", "by_phenomenon"):
        click.echo(figures_table(key.removeprefix("by_"), figures[key]))
    click.echo(
        f"{figures['n']} cases: accuracy {figures['accuracy']:.4f}, "
        f"unsupported values let through {figures['false_supported']:.4f}"
    )


def _show_wrong(case: Mapping[str, Any], verdict: str, reason: str) -> None:
    from llmextract.outputs.cells import plain

    name = case.get("id", "?")
    said = f"{case['field']} {case.get('role') or ''} {case['value']!r}"
    click.echo(f"{name} {said}: {verdict}, not {case['label']} ({plain(reason)})")
    click.echo(f"    {plain(str(case['text']))[:300]}")
