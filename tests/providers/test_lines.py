"""A request goes straight over a thread's own connection; an answer in an odd form is read as any other."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any, ClassVar

import httpcore2
import httpx2
import pytest

from llmextract.providers.lines import Told
from llmextract.providers.network import Address, SentOnError, TooLargeError, Transport
from tests.providers.sockets import HEAD, Behaviour, answering, serving, serving_many

pytestmark = pytest.mark.loopback

CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def transport() -> Iterator[Transport]:
    made = Transport()
    yield made
    made.close()


def asked(
    over: Transport,
    url: str,
    *,
    content: bytes = b"x",
    seconds: float = 5,
    headers: dict[str, str] | None = None,
) -> Told | None:
    address = Address(httpx2.URL(f"{url}/v1"), httpx2.Headers(headers or {}))
    return over.post(address, content, httpx2.Timeout(seconds))


def in_pieces(*pieces: bytes, end: bool = False) -> Behaviour:
    """Say something piece by piece, and close if there is no more to come."""

    def behave(connection: socket.socket, done: threading.Event) -> None:
        for piece in pieces:
            connection.sendall(piece)
            done.wait(0.01)
        if end:
            connection.shutdown(socket.SHUT_RDWR)

    return behave


PLAIN = {
    "a length": (answering(b"{}"), True),
    "a length, in pieces": (
        in_pieces(b"HTTP/1.1 20", b"0 OK\r\ncontent-LENGTH:2\r\n\r\n{", b"}"),
        True,
    ),
    "no reason": (in_pieces(b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}"), True),
    "chunks": (in_pieces(CHUNKED + b"1\r\n{\r\n", b"1;a=b\r\n}", b"\r\n0\r\n\r\n"), True),
    "packed": (answering(gzip.compress(b"{}"), "Content-Encoding: gzip"), True),
    "kept in so many words": (answering(b"{}", "Connection: Keep-Alive"), True),
    "closed": (answering(b"{}", "Connection: close"), False),
    "more than its length": (in_pieces(HEAD + b"Content-Length: 2\r\n\r\n{}HTTP/1.1 200"), False),
}
ODD = {
    "an old version": in_pieces(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
    "no length": in_pieces(HEAD + b"\r\n{", b"}", end=True),
    "two lengths": answering(b"{}", "Content-Length: 2"),
    "a folded header": answering(b"{}", "X: a\r\n b"),
    "bare line ends": in_pieces(b"HTTP/1.1 200 OK\nContent-Length: 2\n\n{}"),
    "something before": in_pieces(
        b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: 2\r\n\r\n{}"
    ),
    "trailers": in_pieces(CHUNKED + b"2\r\n{}\r\n0\r\nX: y\r\n\r\n"),
    "packed, in an old version": in_pieces(
        b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}"), end=True
    ),
}


@pytest.mark.parametrize(("behave", "kept"), PLAIN.values(), ids=list(PLAIN))
def test_an_answer_in_a_plain_form_is_read_and_its_connection_kept(
    behave: Behaviour, kept: bool, transport: Transport
) -> None:
    with serving_many(behave) as (url, connections):
        for _ in range(2):
            told = asked(transport, url)
            assert told is not None
            assert (told.status, told.body) == (200, b"{}")
        assert len(connections) == (1 if kept else 2)
        transport.close()
    assert all(one.wait(5) for one in connections)


@pytest.mark.parametrize("behave", ODD.values(), ids=list(ODD))
def test_an_answer_in_an_odd_form_is_read_from_its_first_byte(
    behave: Behaviour, transport: Transport
) -> None:
    with serving_many(behave) as (url, connections):
        for number in (1, 2):
            told = asked(transport, url)
            assert told is not None
            assert (told.status, told.body) == (200, b"{}")
            assert len(connections) == number  # each was asked once, over a connection of its own
            assert connections[-1].wait(5)


BROKEN = {
    "nothing": in_pieces(end=True),
    "half a head": in_pieces(HEAD[:20], end=True),
    "half a body": in_pieces(HEAD + b"Content-Length: 9\r\n\r\n{", end=True),
    "half a chunk": in_pieces(CHUNKED + b"9\r\n{", end=True),
    "a chunk of no length": in_pieces(CHUNKED + b"x\r\n{}\r\n"),
    "a chunk with no end": in_pieces(CHUNKED + b"2\r\n{}xx0\r\n\r\n"),
    "a length that is none": in_pieces(HEAD + b"Content-Length: -2\r\n\r\n{}"),
    "lengths that differ": answering(b"{}", "Content-Length: 3"),
    "an unknown framing": in_pieces(HEAD + b"Transfer-Encoding: zip\r\n\r\n{}"),
    "no HTTP": in_pieces(b"SSH-2.0-OpenSSH\r\n\r\n"),
    "a head without end": in_pieces(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 30_000),
    "a length of a chunk without end": in_pieces(CHUNKED + b"1;" + b"a" * 150_000),
}


@pytest.mark.parametrize("behave", BROKEN.values(), ids=list(BROKEN))
def test_what_is_no_answer_is_told_as_by_any_client(
    behave: Behaviour, transport: Transport
) -> None:
    with serving(behave) as url:
        with pytest.raises(httpx2.RemoteProtocolError) as ours:
            asked(transport, url)
        with (
            httpx2.Client(trust_env=False) as theirs,
            pytest.raises(httpx2.RemoteProtocolError) as expected,
        ):
            theirs.post(url, content=b"x")
        assert str(ours.value) == str(expected.value)


def test_a_connection_that_the_server_closed_is_not_used_again(transport: Transport) -> None:
    with serving_many(in_pieces(HEAD + b"Content-Length: 2\r\n\r\n{}", end=True)) as (url, ends):
        asked(transport, url)
        assert ends[0].wait(5)
        assert asked(transport, url) is not None
        assert len(ends) == 2


def test_a_connection_is_not_kept_for_long() -> None:
    now = [0.0]
    over = Transport(clock=lambda: now[0])
    with serving_many(answering(b"{}")) as (url, connections):
        for passed, opened in ((0.0, 1), (4.0, 1), (9.5, 2)):
            now[0] = passed
            asked(over, url)
            assert len(connections) == opened
        over.close()


@pytest.mark.parametrize(
    "behave",
    [
        answering(b" " * 5000),
        answering(gzip.compress(b" " * 5000), "Content-Encoding: gzip"),
        in_pieces(CHUNKED + b"fff\r\n" + b" " * 4095 + b"\r\nff\r\n"),
    ],
    ids=["by its length", "packed", "in chunks"],
)
def test_what_is_too_long_is_given_up(behave: Behaviour) -> None:
    over = Transport(most=4096)
    with serving(behave) as url, pytest.raises(TooLargeError, match="longer than"):
        asked(over, url)
    over.close()


def test_the_time_is_that_of_the_whole_exchange_and_a_stopped_run_waits_for_nobody() -> None:
    def silent(_: socket.socket, done: threading.Event) -> None:
        done.wait(60)

    stop = threading.Event()
    over = Transport(stop=stop)
    with serving_many(silent) as (url, _):
        with pytest.raises(httpx2.ReadTimeout, match=r"no whole answer within 0\.6 s"):
            asked(over, url, seconds=0.6)
        # More than the system takes before somebody reads it.
        with pytest.raises(httpx2.ReadTimeout):
            asked(over, url, content=bytes(64 << 20), seconds=0.6)
        threading.Timer(0.05, stop.set).start()
        started = time.monotonic()
        with pytest.raises(httpx2.ReadError, match="stopped"):
            asked(over, url, seconds=60)
        assert time.monotonic() - started < 10
    over.close()


def test_a_connection_that_is_reset_is_told(transport: Transport) -> None:
    def reset(connection: socket.socket, _: threading.Event) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()

    with serving(reset) as url, pytest.raises(httpx2.NetworkError):
        asked(transport, url)


def test_a_server_that_is_not_there_is_told(transport: Transport) -> None:
    with serving(answering(b"")) as url:
        pass
    with pytest.raises(httpx2.ConnectError):
        asked(transport, url)


def test_a_server_that_refuses_before_it_heard_all_is_heard(transport: Transport) -> None:
    def refuse(connection: socket.socket, done: threading.Event) -> None:
        answering(b"too long", status="413 Too Large")(connection, done)
        connection.shutdown(socket.SHUT_RD)

    with serving(refuse) as url:
        told = asked(transport, url, content=bytes(8 << 20))
    assert told is not None
    assert (told.status, told.body) == (413, b"too long")


def test_a_request_that_is_sent_on_takes_the_long_way(transport: Transport) -> None:
    for version in ("1.1", "1.0"):
        sent_on = f"HTTP/{version} 307 On\r\nLocation: /v2\r\nContent-Length: 0\r\n\r\n".encode()
        with serving(in_pieces(sent_on)) as url:
            assert asked(transport, url) is None
    elsewhere = in_pieces(b"HTTP/1.0 307 On\r\nLocation: http://127.0.0.2/\r\n\r\n", end=True)
    with serving(elsewhere) as url, pytest.raises(SentOnError):
        asked(transport, url)


def test_what_cannot_go_straight_is_not_sent(transport: Transport) -> None:
    with serving_many(answering(b"{}")) as (url, connections):
        assert asked(transport, url, headers={"a": "b\r\nHost: elsewhere"}) is None
        assert asked(transport, url.replace("http:", "https:")) is None
        proxied = Transport(proxy=httpcore2.Proxy(url))
        assert asked(proxied, url) is None
        proxied.close()
        assert not connections


class Bare(ssl.SSLContext):
    """Knows whom it is to prove, and leaves the bytes as they are."""

    hosts: ClassVar[list[object]] = []

    def wrap_socket(self, sock: socket.socket, *_: Any, **told: Any) -> Any:
        self.hosts.append(told["server_hostname"])
        return sock


@pytest.mark.parametrize("behave", [PLAIN["a length"][0], ODD["an old version"]])
def test_who_answers_must_prove_it_where_the_address_asks_that(behave: Behaviour) -> None:
    over = Transport(context=Bare(ssl.PROTOCOL_TLS_CLIENT))
    with serving(behave) as url:
        told = asked(over, url.replace("http:", "https:"))
    assert told is not None
    assert told.body == b"{}"
    assert Bare.hosts.pop() == "127.0.0.1"
    assert not Bare.hosts
    over.close()


def test_the_request_is_what_any_client_sends(transport: Transport) -> None:
    seen: list[bytes] = []

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for _ in range(2):
                connection, _ = listening.accept()
                with connection:
                    heard = b""
                    while not heard.endswith(b'{"a":1}'):
                        heard += connection.recv(65536)
                    seen.append(heard)
                    answering(b"{}", "Connection: close")(connection, threading.Event())

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        headers = {"Authorization": "Bearer k", "Content-Type": "application/json"}
        asked(transport, url, content=b'{"a":1}', headers=headers)
        address = Address(httpx2.URL(f"{url}/v1"), httpx2.Headers(headers))
        with httpx2.Client(trust_env=False) as client:
            client.send(address.request(b'{"a":1}', httpx2.Timeout(5)))
        thread.join(5)
    assert seen[0] == seen[1]
