"""The figures of the MUC-4 benchmark as lines for the eye."""

from collections.abc import Iterator, Mapping
from typing import Any


def lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """The report in lines, the parts in the order of the benchmark's own."""
    documents, relevance, incidents = (
        figures[name] for name in ("documents", "relevance", "incidents")
    )
    yield (
        f"documents {documents['scored']}, "
        f"without a prediction line {documents['without_prediction_line']}"
    )
    yield (
        f"relevance  {_shares(relevance)}   "
        f"(optional only, left out: {relevance['skipped_optional_only']})"
    )
    yield (
        f"incidents  predicted {incidents['predicted']}  gold {incidents['gold']} "
        f"(required {incidents['gold_required']})  aligned {incidents['aligned']}"
    )
    for measure in ("exact", "partial", "literature"):
        yield f"-- {measure}"
        for slot, shares in figures[measure].items():
            yield f"   {slot:18} {_shares(shares)}"
    yield from _grounded(figures)


def against(rows: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """How each figure differs from a baseline's, with the interval and the chance of no difference."""
    if rows:
        yield "-- against the baseline"
    for name, row in rows.items():
        yield (
            f"   {name:16} F1 {row['difference']:+7.2f} ({row['low']:+.2f} to {row['high']:+.2f}, "
            f"baseline {row['baseline']:.2f}, p {row['p']:.4f})"
        )


def _grounded(figures: Mapping[str, Any]) -> Iterator[str]:
    place, date = figures["location"], figures["date"]
    yield (
        f"location   finest {place['finest_accuracy']}% of {place['aligned_with_gold_location']}, "
        f"below country {place['below_country_accuracy']}% of {place['below_country_n']}, "
        f"any level {place['any_level_accuracy']}%"
    )
    yield (
        f"date       in range {date['in_range_accuracy']}% of {date['aligned_with_gold_date']}, "
        f"exact day {date['exact_accuracy']}% of {date['exact_n']}"
    )
    for name in ("killed", "injured"):
        count = figures[name]
        yield (
            f"{name:10} {count['accuracy']}% of {count['determinate_n']} determinate "
            f"(non-zero {count['nonzero_accuracy']}% of {count['nonzero_n']}), "
            f"within bounds {count['bounded_accuracy']}% of {count['bounded_n']}, "
            f"given though the key is silent {count['key_silent_but_given']} "
            f"of {count['key_silent_n']}"
        )


def _shares(shares: Mapping[str, Any]) -> str:
    return "  ".join(
        f"{letter} {'   n/a' if shares[key] is None else format(shares[key], '6.2f')}"
        for letter, key in (("P", "p"), ("R", "r"), ("F1", "f1"))
    )
