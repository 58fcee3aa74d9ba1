"""Says what was drawn from which stratum, and what the whole corpus would take by it."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from llmextract.cells import plain

if TYPE_CHECKING:
    from llmextract.costs.forecasting import Amount, Pilot
    from llmextract.documents.drawing import Draw
    from llmextract.run import Extractor

_SHOWN = 12
"""Strata that are named, the largest first."""


def drawn_line(drawn: "Draw") -> str:
    """What was drawn from which stratum."""
    line = f"drawn: {drawn.drawn:,} of {drawn.documents:,} documents"
    if drawn.by is None:
        return line
    strata = sorted(drawn.strata.items(), key=lambda one: (-one[1].documents, one[0]))
    told = [f"{plain(name)} {len(s.drawn):,} of {s.documents:,}" for name, s in strata[:_SHOWN]]
    if len(strata) > _SHOWN:
        rest = [s for _, s in strata[_SHOWN:]]
        drawn_of_rest, all_of_rest = sum(len(s.drawn) for s in rest), sum(s.documents for s in rest)
        told.append(f"{len(rest)} more {drawn_of_rest:,} of {all_of_rest:,}")
    return f"{line}; by {drawn.by}: {', '.join(told)}"


def pilot_of(extractor: "Extractor", say: Callable[[str], None]) -> "Pilot | None":
    """What watches the run over a draw, which is told; ``None`` where everything is read.

    Raises:
        UsageError: nothing can be drawn like that.
    """
    drawn = extractor.drawn
    if drawn is None:
        return None
    from llmextract.costs.forecasting import Pilot
    from llmextract.costs.pricing import price_of

    say(drawn_line(drawn))
    engine = extractor.engine
    price = price_of(engine.model.name, batch=engine.options.batch)
    return Pilot(drawn, price, engine.options.jobs or engine.model.slots)


def line(pilot: "Pilot") -> str:
    """What the whole corpus would take."""
    from llmextract.costs.pricing import dollars

    found = pilot.forecast()
    if found is None:
        return "nothing was answered, so what the whole corpus would take is not known"

    def told(amount: "Amount", form: Callable[[float], str], after: str) -> str:
        words = f"{form(amount.about)}{after}"
        return words + (f" ({form(amount.low)} to {form(amount.high)})" if found.has_range else "")

    parts = [
        told(found.read, _number, " tokens to read"),
        told(found.written, _number, " to write"),
    ]
    if found.seconds.about:  # of batches nobody knows it
        parts.append(told(found.seconds, _time, f" with {pilot.jobs} in flight"))
    if found.cost is not None:
        parts.append(told(found.cost, lambda one: dollars(Decimal(f"{one:.3g}")), ""))
    more = "" if found.has_range else "; for a range draw more documents"
    return f"all {found.paragraphs:,} paragraphs would take about {', '.join(parts)}{more}"


def _number(amount: float) -> str:
    return f"{float(f'{amount:.3g}'):,.0f}"


def _time(seconds: float) -> str:
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {name}"
    return f"{seconds:.1f} s"
