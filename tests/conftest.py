"""Fixtures for all tests: no network, no folder of the user's, a fake home for everything."""

import importlib.util
import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from llmextract.verification.gazetteer import store

# No deadline: how long an example takes says how busy the machine is, and nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

pytest_plugins = ["llmextract.testing", "pytester"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--live", action="store_true", help="run the tests that need a real server")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--live"):
        left_out = [item for item in items if item.get_closest_marker("live")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    reason = _no_browser()
    for item in items:
        if reason and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=reason))


def _no_browser() -> str | None:
    """Why no browser can be driven here; ``None`` where one can."""
    if shutil.which("chromium") is None:
        return "no chromium here: apt-get install chromium"
    if importlib.util.find_spec("playwright") is None:
        return "no playwright here: pip install -e '.[dev]'"
    return None


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a socket fails, loopback included, unless the test is marked for it.

    ``loopback`` opens this machine's own servers; ``embedded`` and ``live`` open all.
    """
    if request.node.get_closest_marker("embedded") or request.node.get_closest_marker("live"):
        return
    recording = request.config.getoption("--record-mode") not in {None, "none"}
    if recording and request.node.get_closest_marker("vcr"):
        return

    own = bool(request.node.get_closest_marker("loopback"))
    connect = socket.socket.connect

    def guard(self: socket.socket, address: Any) -> None:
        if not (own and address[0] == "127.0.0.1"):
            raise AssertionError(f"a test tried to connect to {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guard)
    monkeypatch.setattr(socket.socket, "connect_ex", guard)


@pytest.fixture(scope="session")
def compiled_gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gazetteer's folder, compiled once for all tests and their subprocesses: it takes seconds."""
    folder = tmp_path_factory.mktemp("gazetteer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLMEXTRACT_CACHE_DIR", str(folder))
        store.forget()  # a test module may have asked as it was imported, with the user's own folder
        store.rows("SELECT 1")
    return folder / "gazetteer"


@pytest.fixture(autouse=True)
def own_folders(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    compiled_gazetteer: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Caches and weights of a test live in a folder of its own; keys of the user are not seen."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "cache").mkdir(mode=0o700)
    (folder / "cache" / "gazetteer").symlink_to(compiled_gazetteer)
    monkeypatch.setenv("LLMEXTRACT_CACHE_DIR", str(folder / "cache"))
    monkeypatch.setenv("LLMEXTRACT_STATE_DIR", str(folder / "state"))
    monkeypatch.setenv("LLMEXTRACT_DATA_DIR", str(folder / "data"))
    if not request.node.get_closest_marker("embedded"):
        monkeypatch.setenv("LLMEXTRACT_MODELS_DIR", str(folder / "models"))
    hub = {"HF_TOKEN", "HF_ENDPOINT", "HF_HUB_OFFLINE"}
    for name in [n for n in os.environ if n.endswith("_API_KEY") or n in hub]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture(scope="module")
def vcr_cassette_dir() -> str:
    return str(Path(__file__).parents[1] / "cassettes")
