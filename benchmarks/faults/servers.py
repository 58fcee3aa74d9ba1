"""Faults of servers: refusals of one request, dropped connections, outages, stalls, floods."""

from collections.abc import Callable

from benchmarks.faults.answers import borne
from benchmarks.faults.server import Exchange, completion
from benchmarks.faults.table import Fault

BAD = 3
"""The report that a server minds."""


def _one(mind: Callable[[Exchange], None], *, anywhere: bool = False) -> Callable[[Exchange], None]:
    """Mind one report, wherever it stands in a request or only where it is asked about."""

    def behave(exchange: Exchange) -> None:
        said = str(exchange.body["messages"][-1]["content"])
        if exchange.about(BAD) or (anywhere and f"shot dead {BAD + 11} " in said):
            mind(exchange)
        else:
            exchange.good()

    return behave


def _first(mind: Callable[[Exchange], None]) -> Callable[[Exchange], None]:
    """Mind the first report."""
    return lambda exchange: mind(exchange) if exchange.about(0) else exchange.good()


def _withheld(exchange: Exchange) -> None:
    exchange.bad()
    exchange.answer(completion("", "content_filter"))


_MODERATED = "Your input was flagged by moderation for violence"
_NOBODY = "no endpoints found that can handle this request"
ONE: tuple[tuple[str, Callable[[Exchange], None]], ...] = (
    ("403 by moderation", lambda e: e.error(403, _MODERATED, 403)),
    ("403 without a reason", lambda e: e.error(403, "Forbidden")),
    ("404 by a gateway", lambda e: e.error(404, _NOBODY, 404)),
    ("400 by policy", lambda e: e.error(400, "content management policy", "content_filter")),
    ("a content filter", _withheld),
    ("a dropped connection", Exchange.drop),
)

FAULTS = (
    *(Fault(f"one paragraph: {n}", borne(_one(m), failing=1), quick=True) for n, m in ONE),
    *(
        Fault(f"the first of all, one job: {n}", borne(_first(m), "--jobs", "1", failing=1))
        for n, m in ONE
    ),
    *(
        Fault(f"one, also as context: {n}", borne(_one(m, anywhere=True), failing=1))
        for n, m in ONE
    ),
)
