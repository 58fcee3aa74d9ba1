"""A pytest plugin for recorded tests: real answers of a model, replayed without it, and no secret kept.

For your own tests, beside pytest-recording: ``pytest_plugins = ["llmextract.testing"]`` in the
top ``conftest.py``.  A test marked ``vcr`` is then recorded with ``--record-mode=rewrite`` and
replayed without network or key.  Nothing else of the package imports this module, or pytest.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

KEPT_HEADERS = frozenset({"content-type"})
"""Headers that a recording keeps, of requests and of answers.  A list of what stays: a list of what
goes is out of date with the next provider's header."""
HOST = "http://127.0.0.1"
"""What stands in a recording for the host: an embedded server has another port at every start."""
KEY_PARAMETERS = (
    "key",
    "api_key",
    "api-key",
    "apikey",
    "token",
    "access_token",
    "sig",
    "signature",
)
"""Parameters of an address that some providers read their key from."""
KEY_VARIABLES = ("OPENAI_API_KEY", "LLMEXTRACT_API_KEY", "ANTHROPIC_API_KEY")
"""Keys that a provider wants to see before it connects; a replay has none and needs none."""
_SECRETS: Mapping[str, re.Pattern[str]] = {
    "a header with a credential": re.compile(
        r"\b(?:proxy-)?authorization\b|\bset-cookie\b|\bx-(?:api|goog|auth)[-\w]*(?:key|token)\b|"
        r"\bapi[-_]key\b|\bopenai-(?:organization|project)\b",
        re.IGNORECASE,
    ),
    "a bearer token": re.compile(r"\bbearer\s+[A-Za-z0-9._~+/-]{6,}", re.IGNORECASE),
    "a provider's key": re.compile(
        r"\b(?:sk|pk|rk|gsk|hf|xai|pplx)[-_][A-Za-z0-9_-]{8,}|\bAIza[\w-]{20,}|"
        r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bgh[opsu]_\w{16,}"
    ),
    "a signed token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    "an address with a password": re.compile(r"https?://[^\s/@\"']*:[^\s/@\"']*@"),
    "a folder of this machine": re.compile(r"(?:/home/|/Users/|/root/|[A-Z]:\\\\?Users\\)\w*"),
    "what the client tells of this machine": re.compile(r"\bx-stainless", re.IGNORECASE),
}
_REPORT: pytest.StashKey[pytest.TestReport] = pytest.StashKey()


def find_secrets(text: str) -> list[str]:
    """What in a text looks like a secret, each as kind and first characters: never the whole."""
    return [
        f"{kind} ({match[0][:10]}…)"
        for kind, pattern in _SECRETS.items()
        if (match := pattern.search(text))
    ]


def check_cassettes(folder: Path, *, used: Iterable[str]) -> list[str]:
    """What is wrong with the recordings of a folder; each a line, none where all is well.

    Args:
        folder: where they lie, with all folders below.
        used: names of the recordings that tests replay, such as ``test_flood.yaml``.
    """
    there = {path.name: path for path in sorted(folder.rglob("*.yaml"))}
    names = set(used)
    faults = [f"{name}: no test replays it" for name in there if name not in names]
    faults += [f"{name}: not recorded yet" for name in sorted(names - set(there))]
    for name, path in there.items():
        text = path.read_text(encoding="utf-8")
        faults += [f"{name}: holds {secret}" for secret in find_secrets(text)]
    return faults


def pytest_configure(config: pytest.Config) -> None:
    """Say what is missing, rather than fail at the first fixture."""
    if not config.pluginmanager.hasplugin("recording"):
        raise pytest.UsageError(
            "llmextract.testing needs pytest-recording: pip install pytest-recording"
        )


@pytest.fixture(scope="module")
def vcr_config() -> dict[str, Any]:
    """How recordings are matched and cleaned; the mode is left to the command line."""
    return {
        # The body too: all requests to a model share one address, and without it the answers come
        # in the order of the recording. Not host and port: see HOST.
        "match_on": ["method", "path", "query", "body"],
        "filter_query_parameters": list(KEY_PARAMETERS),
        "before_record_request": clean_request,
        "before_record_response": clean_response,
        "decode_compressed_response": True,
    }


def clean_request(request: Any) -> Any:
    """Keys, cookies and what tells of the machine are left out of a recorded request."""
    request.headers = _kept(request.headers)
    request.uri = re.sub(r"^https?://[^/]+", HOST, request.uri)
    return request


def clean_response(response: dict[str, Any]) -> dict[str, Any]:
    """Cookies, account names and request numbers are left out of a recorded answer."""
    # A copy: the same object is handed on to the client while recording.
    return {**response, "headers": _kept(response["headers"])}


def _kept(headers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in headers.items() if name.lower() in KEPT_HEADERS}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note how the test went, so that one that failed is not told twice."""
    report = yield
    if report.when == "call":
        item.stash[_REPORT] = report
    return report


@pytest.fixture(autouse=True)
def replay_without_key(
    request: pytest.FixtureRequest, record_mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replayed test has the keys that providers look for, and they are none."""
    if _is_replayed(request, record_mode):
        for name in KEY_VARIABLES:
            monkeypatch.setenv(name, "replayed")


@pytest.fixture(autouse=True)
def all_interactions_played(request: pytest.FixtureRequest, record_mode: str) -> Iterator[None]:
    """A replayed test fails when it did not ask all that its recording holds.

    A recording that is only half used hides that the code stopped to ask something.
    """
    if not _is_replayed(request, record_mode):
        yield
        return
    cassette = request.getfixturevalue("vcr")
    yield
    report = request.node.stash.get(_REPORT, None)
    if cassette is None or report is None or not report.passed:
        return
    unplayed = [n + 1 for n in range(len(cassette)) if not cassette.play_counts[n]]
    if unplayed:
        pytest.fail(
            f"{len(unplayed)} of {len(cassette)} recorded interactions were not asked for "
            f"(number {', '.join(map(str, unplayed[:5]))}): record anew with --record-mode=rewrite"
        )


def _is_replayed(request: pytest.FixtureRequest, record_mode: str) -> bool:
    marked = request.node.get_closest_marker("vcr") is not None
    asks_the_server = record_mode != "none" or request.config.getoption("--disable-recording")
    return marked and not asks_the_server
