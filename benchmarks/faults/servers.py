"""Faults of servers: refusals of one request, dropped connections, outages, stalls, floods."""

import json
import resource
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults.answers import borne
from benchmarks.faults.bench import again, extract
from benchmarks.faults.server import Exchange, Server, completion
from benchmarks.faults.table import Fault, Outcome

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
    ("500 over it", lambda e: e.error(500, "the runner has terminated")),
    ("a dropped connection", Exchange.drop),
)


def stall(exchange: Exchange) -> None:
    """Say nothing."""
    exchange.bad()
    exchange.server.stop.wait(30)


def drip(exchange: Exchange) -> None:
    """A byte now and then, each well within any bound on a single wait."""
    exchange.bad()
    exchange.begin(length=5000)
    while exchange.send(b" ") and not exchange.server.stop.wait(0.05):
        pass


def drip_head(exchange: Exchange) -> None:
    """A header now and then."""
    exchange.bad()
    exchange.send(b"HTTP/1.1 200 OK\r\n")
    while exchange.send(b"X-A: b\r\n") and not exchange.server.stop.wait(0.05):
        pass


def _endless(exchange: Exchange) -> None:
    exchange.bad()
    exchange.begin(Transfer_Encoding="chunked")
    piece = b" " * 65536
    while exchange.send(b"10000\r\n" + piece + b"\r\n") and not exchange.server.stop.is_set():
        pass


def _bomb(exchange: Exchange) -> None:
    exchange.bad()
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = packing.compress(b'{"a": "') + b"".join(
        packing.compress(bytes(1 << 20)) for _ in range(200)
    )
    exchange.answer(body + packing.flush(), Content_Encoding="gzip")


def _half(exchange: Exchange) -> None:
    exchange.bad()
    exchange.begin(length=5000)
    exchange.send(b'{"id": "1", "choices": [')
    exchange.close()


def _redirect(status: int) -> Callable[[Exchange], None]:
    def behave(exchange: Exchange) -> None:
        exchange.bad()
        exchange.answer(b"", status, Location="http://127.0.0.2:9/v1/chat/completions")

    return behave


def _astray(exchange: Exchange) -> None:
    exchange.bad()
    exchange.answer(b"", 302, Location="http://[::1")


def _packed_cut(exchange: Exchange) -> None:
    exchange.bad()
    packed = zlib.compress(json.dumps(completion(exchange.text)).encode(), wbits=31)
    exchange.answer(packed[:-20], Content_Encoding="gzip")


def _in_words(*bodies: object) -> Callable[[Exchange], None]:
    """Errors with status 200, in the forms of many vendors."""

    def behave(exchange: Exchange) -> None:
        exchange.bad()
        exchange.answer(bodies[exchange.number % len(bodies)])

    return behave


VENDORS = _in_words(
    {"error_code": 17, "error_msg": "Daily limit reached"},
    {"base_resp": {"status_code": 1008, "status_msg": "no such model here"}},
    {"errors": [{"message": "bad model"}]},
    {"fault": {"faultstring": "policy violated"}},
    {"Message": "not here", "__type": "AccessDenied"},
)


def _busy200(exchange: Exchange) -> None:
    exchange.bad()
    exchange.answer({"error": {"type": "overloaded_error", "message": "Overloaded"}})


def _undated(exchange: Exchange) -> None:
    exchange.error(429, "slow", Retry_After=f"Mon, 1 Jan 2020 00:00:00 +{'9' * 400}")


def _error200(exchange: Exchange) -> None:
    exchange.bad()
    exchange.answer({"error": {"message": "the upstream has no room, add credits", "code": 402}})


def _gateway(exchange: Exchange) -> None:
    exchange.bad()
    exchange.answer(b"<html><body>Sign in to the network</body></html>", kind="text/html")


def all_fail(
    mind: Callable[[Exchange], None], *more: str, seconds: float = 20, most_mb: float = 200
) -> Callable[[Path], Outcome]:
    """A fault that no paragraph survives: it ends in time, in bounded memory, and the run says so."""

    def run(folder: Path) -> Outcome:
        started, before = time.perf_counter(), _peak_mb()
        with Server(mind) as server:
            options = ("--judge", "none", "--patience", "1", *more)
            ran = extract(folder, server.model, *options, count=3)
        took, grown = time.perf_counter() - started, _peak_mb() - before
        late = [f"took {took:.0f} s"] if took > seconds else []
        large = [f"grew by {grown:.0f} MB"] if grown > most_mb else []
        return Outcome(
            injected=server.injected,
            lost=len(late) + len(large) + ran.corrupt + (ran.status not in {1, 3}),
            wrong=ran.wrong() + ran.answered,
            message="; ".join([*late, *large, ran.message]),
            said=ran.said,
        )

    return run


def outage(
    fails: Callable[[int], bool], mind: Callable[[Exchange], None], *more: str, count: int = 60
) -> Callable[[Path], Outcome]:
    """Requests by their number meet a fault; after the next run nothing is missing."""

    def behave(exchange: Exchange) -> None:
        if fails(exchange.number) and not exchange.server.stop.is_set():
            mind(exchange)
        else:
            exchange.good()

    def run(folder: Path) -> Outcome:
        with Server(behave) as server:
            options = ("--judge", "none", "--no-second-look", *more)
            first = extract(folder, server.model, *options, count=count)
            server.behave = Exchange.good
            ran = extract(folder, server.model, *options, count=count)
        unsaid = sum(row["failure"] is None and not row["records"] for row in first.rows)
        return Outcome(
            injected=server.injected,
            lost=count - ran.answered + ran.corrupt + first.corrupt + unsaid,
            asked_twice=again(server),
            wrong=first.wrong() + ran.wrong(),
            message=f"{first.answered} of {count} in the first run; {first.message}",
            said=first.said + ran.said,
        )

    return run


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


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
    Fault("12 connections reset of 200", outage(lambda n: 80 <= n < 92, Exchange.drop, count=200)),
    Fault(
        "12 connections reset, one job",
        outage(lambda n: 20 <= n < 32, Exchange.drop, "--jobs", "1"),
    ),
    Fault(
        "every seventh connection reset",
        outage(lambda n: n % 7 == 3, Exchange.drop),
    ),
    Fault(
        "503 thirty times in a row", outage(lambda n: 20 <= n < 50, lambda e: e.error(503, "busy"))
    ),
    Fault(
        "gone for good after 20 answers",
        outage(lambda n: n >= 20, Exchange.drop, "--patience", "3"),
    ),
    Fault(
        "429 with Retry-After",
        outage(lambda n: 10 <= n < 14, lambda e: e.error(429, "slow down", Retry_After="1")),
        quick=False,
    ),
    Fault(
        "429 that asks for an hour", all_fail(lambda e: e.error(429, "slow", Retry_After="3600"))
    ),
    Fault("an empty account (402)", all_fail(lambda e: e.error(402, "no credits")), quick=True),
    Fault(
        "an empty account (429)",
        all_fail(lambda e: e.error(429, "You exceeded your current quota", "insufficient_quota")),
        quick=True,
    ),
    Fault("an error inside of 200", all_fail(_error200), quick=True),
    Fault("errors of many vendors inside of 200", all_fail(VENDORS), quick=True),
    Fault("overloaded, inside of 200", outage(lambda n: 10 <= n < 14, _busy200)),
    Fault("429 with a date that is none", outage(lambda n: 10 <= n < 14, _undated)),
    Fault("a redirect to what is no address", all_fail(_astray), quick=True),
    Fault("a packed answer that breaks off", all_fail(_packed_cut), quick=True),
    Fault("a sign-in page", all_fail(_gateway), quick=True),
    Fault("500 for all", all_fail(lambda e: e.error(500, "boom"), seconds=40)),
    Fault("a stall", all_fail(stall, "--timeout", "0.5")),
    Fault("a drip of the body", all_fail(drip, "--timeout", "0.5")),
    Fault("a drip of the head", all_fail(drip_head, "--timeout", "0.5")),
    Fault("chunks without end", all_fail(_endless)),
    Fault("a gzip bomb of 200 MB", all_fail(_bomb)),
    Fault("half an answer", all_fail(_half)),
    *(
        Fault(f"a redirect to another host ({n})", all_fail(_redirect(n)), quick=True)
        for n in (301, 302, 307, 308)
    ),
)
