"""Servers on loopback that read one request and answer it by hand, byte by byte."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Behaviour = Callable[[socket.socket, threading.Event], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextlib.contextmanager
def serving(behave: Behaviour) -> Iterator[str]:
    """A server that reads one request after the other and answers each by hand."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, contextlib.suppress(OSError):
                        while connection.recv(65536):
                            behave(connection, done)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        done.set()
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def answering(body: bytes, *headers: str, status: str = "200 OK") -> Behaviour:
    head = "".join(f"{line}\r\n" for line in (*headers, f"Content-Length: {len(body)}"))
    return lambda connection, _: connection.sendall(
        f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
    )


@contextlib.contextmanager
def serving_many(behave: Behaviour) -> Iterator[tuple[str, list[threading.Event]]]:
    """The same with a thread for each connection; yields what says of each that it was closed."""
    done, ends = threading.Event(), list[threading.Event]()

    def handle(connection: socket.socket, end: threading.Event) -> None:
        with connection, contextlib.suppress(OSError):
            while connection.recv(65536):
                behave(connection, done)
        end.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    ends.append(threading.Event())
                    threading.Thread(target=handle, args=(connection, ends[-1])).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", ends
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)
