"""``make quality``: what it prints, its exit status, and the relay and runs behind it."""

import json
from pathlib import Path

import pytest

from benchmarks import pinned, quality, running
from benchmarks.pinned import Part, Pins
from llmextract import runfile
from tests.scripts import MARKET, write_article, write_script

DATA = {"SHARED/muc4/sample.jsonl": "d1"}


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    path = tmp_path / "floors.json"
    pinned.write(path, Pins({"muc4": Part(DATA, {"micro_f1": 50.0}, {"unsupported_share": 4.0})}))
    return path


def measure(
    floors: Path,
    monkeypatch: pytest.MonkeyPatch,
    *more: str,
    f1: float = 50.0,
    share: float = 4.0,
    data: str = "d1",
) -> int:
    part = Part({"SHARED/muc4/sample.jsonl": data}, {"micro_f1": f1}, {"unsupported_share": share})
    monkeypatch.setattr(quality, "measure", lambda *_: {"muc4": part})
    return quality.main(["--shared", "nowhere", "--floors", str(floors), *more])


def test_each_figure_has_a_line_with_its_floor(
    floors: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert measure(floors, monkeypatch, f1=52.5) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[:3] == [
        ["muc4"],
        ["micro_f1", "52.5", "≥", "50", "better"],
        ["unsupported_share", "4", "≤", "4"],
    ]


def test_a_figure_that_fell_is_told_and_fails(
    floors: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert measure(floors, monkeypatch, share=4.5) == 1
    out, err = capsys.readouterr()
    assert "FELL" in out
    assert err == "quality: muc4: unsupported_share is 4.5, above its ceiling of 4.0\n"


def test_changed_data_is_told_and_not_compared(
    floors: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert measure(floors, monkeypatch, f1=1.0, data="d2") == 0
    out, err = capsys.readouterr()
    assert "muc4 (its data changed: not compared)" in out
    assert err == "quality: muc4 not compared: SHARED/muc4/sample.jsonl changed\n"


def test_an_update_raises_and_lowers_for_a_reason_only(
    floors: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert measure(floors, monkeypatch, "--update", f1=55.0) == 0
    assert measure(floors, monkeypatch, "--update", f1=54.0) == 1
    assert 'not lowered without --lower "REASON"' in capsys.readouterr().err
    assert pinned.read(floors).parts["muc4"].at_least == {"micro_f1": 55.0}
    assert measure(floors, monkeypatch, "--update", "--lower", "a fairer key", f1=54.0) == 0
    pins = pinned.read(floors)
    assert pins.parts["muc4"].at_least == {"micro_f1": 54.0}
    assert [one["why"] for one in pins.lowered] == ["a fairer key"]


@pytest.mark.parametrize("given", [["--lower", "why"], ["--update", "--lower", " "]])
def test_a_reason_goes_with_an_update(
    given: list[str], floors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match="2"):
        measure(floors, monkeypatch, *given)


def test_no_data_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert quality.main(["--shared", str(tmp_path), "--floors", str(tmp_path / "none.json")]) == 2
    assert capsys.readouterr().err.startswith("quality: there is no relay of kept replies at ")


RELAY = """
import json, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_GET(self):
        body = json.dumps({"replies": len(sys.argv) - 2}).encode()
        self.send_response(200); self.send_header("content-length", str(len(body)))
        self.end_headers(); self.wfile.write(body)
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.mark.loopback
def test_a_relay_lives_as_long_as_it_is_used(tmp_path: Path) -> None:
    script = tmp_path / "relay.py"
    script.write_text(RELAY, encoding="utf-8")
    with running.relay(script, [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]) as server:
        assert server.stats() == {"replies": 2}
        assert server.model == f"server:frontier@{server.address}/v1"
    with pytest.raises(OSError, match="refused"):
        server.stats()


@pytest.mark.loopback
def test_a_relay_that_does_not_start_is_said(tmp_path: Path) -> None:
    script = tmp_path / "relay.py"
    script.write_text("raise SystemExit(3)", encoding="utf-8")
    with (
        pytest.raises(running.RunError, match="does not start"),
        running.relay(script, []),
    ):
        pass


def test_a_run_is_extracted_and_its_verdicts_are_counted(tmp_path: Path) -> None:
    article, out = write_article(tmp_path / "a.txt", MARKET), tmp_path / "run.jsonl"
    model = write_script(tmp_path / "script.jsonl")
    assert running.extract([article], out, model=model, cache=tmp_path / "cache") > 0
    run = runfile.read(out)
    found = running.verdicts(run)
    assert found["values"] == sum(n for name, n in found.items() if name != "values") > 0
    assert running.failed(run) == 0


def test_a_run_that_does_not_come_about_is_said(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt", MARKET)
    with pytest.raises(running.RunError, match="-m scripted:/nowhere: llmextract: "):
        running.extract(
            [article], tmp_path / "r.jsonl", model="scripted:/nowhere", cache=tmp_path / "cache"
        )


def test_cases_are_judged_by_the_command(tmp_path: Path) -> None:
    case = {"text": "Two guards died.", "field": "number", "role": "killed", "value": 2}
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(case | {"label": "supported"}) + "\n", encoding="utf-8")
    more, less = quality.of_cases(path)
    assert more["accuracy"] == 1.0
    assert less["false_supported"] == 0.0
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(running.RunError, match=r"cases\.jsonl: llmextract: "):
        quality.of_cases(path)
