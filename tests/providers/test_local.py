"""The embedded model: when it starts, what it reads once, and what it asks."""

import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from llmextract.errors import ModelError, ModelUnavailableError, RequestRefusedError, UsageError
from llmextract.model import Message, Model, Request
from llmextract.providers import llama_server, weights
from llmextract.providers.local import LocalModel

if TYPE_CHECKING:
    from tests.providers.conftest import FakeLlama

LONG = "Write down what happened, and copy each name as it stands. " * 30
SCHEMA = {
    "type": "object",
    "properties": {"records": {"type": "array", "items": {"type": "object"}}},
    "required": ["records"],
}
ASK = "/v1/chat/completions"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMEXTRACT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("LLMEXTRACT_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setattr(llama_server, "free_memory", lambda: None)


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    path = tmp_path / "own.gguf"
    path.write_bytes(b"GGUF and the rest")
    return path


def open_model(llama: "FakeLlama", path: Path, *, slots: int = 2) -> LocalModel:
    return LocalModel(str(path), slots=slots, transport=llama.transport())


def request(paragraph: str = "A bridge was hit.", *, prefix: str = LONG) -> Request:
    messages = (Message("system", prefix), Message("user", paragraph))
    return Request(model="local:own.gguf", messages=messages, schema=SCHEMA)


def states(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "prefixes").iterdir())


# --------------------------------------------------------------------------------- starting


def test_it_is_a_model_that_loads_nothing_until_it_is_asked(llama: "FakeLlama", gguf: Path) -> None:
    model = open_model(llama, gguf)
    assert isinstance(model, Model)
    assert model.name == f"local:{gguf}"
    assert model.slots == 2
    model.close()
    assert llama.started == []


def test_an_answer_comes_from_the_server_it_started(llama: "FakeLlama", gguf: Path) -> None:
    model = open_model(llama, gguf)
    reply = model.complete(request(prefix="Short."))
    assert reply.text == '{"records": []}'
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (7, 3)
    assert reply.complete
    ((path, body),) = llama.asked
    assert path == ASK
    assert body["messages"][1]["content"] == "A bridge was hit."
    assert body["response_format"]["type"] == "json_schema"
    assert "records" in body["response_format"]["json_schema"]["schema"]["properties"]
    model.close()


def test_many_threads_start_one_server(llama: "FakeLlama", gguf: Path) -> None:
    model = open_model(llama, gguf)
    threads = [threading.Thread(target=model.complete, args=(request(),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(llama.started) == 1
    assert llama.paths().count("/slots/0?action=save") == 1
    model.close()
    assert llama.alive == 0


def test_closing_twice_is_harmless_and_asking_again_starts_anew(
    llama: "FakeLlama", gguf: Path
) -> None:
    model = open_model(llama, gguf)
    model.complete(request())
    model.close()
    model.close()
    assert llama.alive == 0
    model.complete(request())
    assert (len(llama.started), llama.alive) == (2, 1)
    model.close()


def test_a_failed_start_is_tried_again_by_the_next_request(llama: "FakeLlama", gguf: Path) -> None:
    model = open_model(llama, gguf)
    llama.refuses = ["not now"]
    with pytest.raises(ModelUnavailableError, match="not now"):
        model.complete(request())
    llama.refuses = []
    model.complete(request())
    model.close()


def test_a_name_that_nobody_knows_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match=r"did you mean 'smollm2-135m'\?"):
        LocalModel("smollm2-153m")


def test_known_weights_are_fetched_when_they_are_first_needed(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulled: list[tuple[str, object]] = []

    def pull(row: weights.Weights, *, progress: object) -> Path:
        pulled.append((row.name, progress))
        return gguf

    def report(progress: weights.Progress) -> None:
        raise AssertionError("nothing is fetched here")

    monkeypatch.setattr(weights, "pull", pull)
    model = LocalModel("smollm2-135m", on_fetch=report, transport=llama.transport())
    assert model.name == "local:smollm2-135m"
    assert pulled == []
    model.complete(request())
    assert pulled == [("smollm2-135m", report)]
    assert llama.started[0].model.path == str(gguf)
    assert (model.slots, model.context, model.reading) == (4, 4096, "guided")
    assert llama.started[0].n_ctx == 4 * 4096
    model.close()


@pytest.mark.parametrize("name", ["qwen2.5-7b", "hf:somebody/tiny/tiny.gguf", "own.gguf"])
def test_larger_and_unknown_weights_read_by_themselves_in_a_longer_context(name: str) -> None:
    model = LocalModel(name)
    assert model.name == f"local:{name}"
    assert (model.slots, model.context, model.reading) == (2, 8192, "open")


def test_a_file_of_a_hub_is_pulled_when_it_is_first_needed(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulled: list[str] = []

    def pull(row: weights.Weights, *, progress: object) -> Path:
        pulled.append(row.name)
        return gguf

    monkeypatch.setattr(weights, "pull", pull)
    model = LocalModel("hf:somebody/tiny/tiny.gguf@v1", transport=llama.transport())
    model.complete(request())
    assert pulled == ["hf:somebody/tiny/tiny.gguf@v1"]
    assert llama.started[0].n_ctx == 2 * 8192
    model.close()


def test_nothing_is_fetched_when_the_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    monkeypatch.setattr(weights, "pull", lambda *_, **__: pytest.fail("fetched in vain"))
    with pytest.raises(ModelUnavailableError, match="pip install 'llmextract"):
        LocalModel("smollm2-135m").complete(request())


def test_a_home_in_a_path_is_understood(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(gguf.parent))
    monkeypatch.setenv("USERPROFILE", str(gguf.parent))
    model = LocalModel("~/own.gguf", transport=llama.transport())
    model.complete(request())
    assert llama.started[0].model.path == str(gguf)
    model.close()


def test_threads_are_those_of_the_machine_or_llamas_choice(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for cores, threads in ((3, 3), (None, -1)):
        monkeypatch.setattr(llama_server, "usable_cores", lambda cores=cores: cores)
        model = open_model(llama, gguf)
        model.complete(request())
        model.close()
        assert llama.started[-1].cpuparams.n_threads == threads


def test_a_request_that_is_too_long_is_refused_alone(llama: "FakeLlama", gguf: Path) -> None:
    llama.broken = lambda path: 400
    model = open_model(llama, gguf)
    with pytest.raises(RequestRefusedError):
        model.complete(request())
    llama.broken = lambda path: 200
    model.complete(request())
    model.close()


# ------------------------------------------------------------------------ the beginning, once


def test_every_slot_is_given_the_beginning_before_the_first_answer(
    llama: "FakeLlama", gguf: Path, tmp_path: Path
) -> None:
    model = open_model(llama, gguf, slots=3)
    model.complete(request("first"))
    model.complete(request("second"))
    assert llama.paths() == [
        ASK,
        "/slots/0?action=save",
        "/slots/1?action=restore",
        "/slots/2?action=restore",
        ASK,
        ASK,
    ]
    reading = llama.asked[0][1]
    assert [m["content"] for m in reading["messages"]] == [LONG, ""]
    assert (reading["id_slot"], reading["max_tokens"]) == (0, 1)
    (state,) = states(tmp_path)
    assert llama.asked[2][1] == {"filename": state.name}
    model.close()


def test_the_next_process_loads_what_this_one_has_read(llama: "FakeLlama", gguf: Path) -> None:
    for _ in range(2):
        model = open_model(llama, gguf)
        model.complete(request())
        model.close()
    assert llama.paths()[4:] == ["/slots/0?action=restore", "/slots/1?action=restore", ASK]


def test_a_reask_goes_on_with_its_slot(llama: "FakeLlama", gguf: Path) -> None:
    model = open_model(llama, gguf)
    first = request()
    model.complete(first)
    llama.asked.clear()
    turns = (Message("assistant", "{}"), Message("user", "Seven is not in the text."))
    model.complete(Request(model=first.model, messages=first.messages + turns, schema=SCHEMA))
    assert llama.paths() == [ASK]
    model.close()


def test_examples_of_one_paragraph_are_no_beginning(
    llama: "FakeLlama", gguf: Path, tmp_path: Path
) -> None:
    model = open_model(llama, gguf, slots=1)
    for number in range(3):
        base = request(f"paragraph {number}")
        shot = (Message("user", f"{LONG} {number}"), Message("assistant", "{}"))
        messages = (base.messages[0], *shot, base.messages[-1])
        asked = Request(model=base.model, messages=messages, schema=SCHEMA, fixed=1)
        model.complete(asked)
        model.complete(replace(asked, messages=(*messages, *shot)))
    assert llama.paths()[:2] == [ASK, "/slots/0?action=save"]
    assert llama.paths()[2:] == [ASK] * 6
    assert [m["content"] for m in llama.asked[0][1]["messages"]] == [LONG, ""]
    assert len(states(tmp_path)) == 1
    model.close()


def test_the_state_is_the_same_whether_a_request_names_its_beginning_or_not(
    llama: "FakeLlama", gguf: Path, tmp_path: Path
) -> None:
    for fixed in (None, 1):
        model = open_model(llama, gguf)
        model.complete(replace(request(), fixed=fixed))
        model.close()
    assert len(states(tmp_path)) == 1


def test_another_beginning_is_read_too(llama: "FakeLlama", gguf: Path, tmp_path: Path) -> None:
    model = open_model(llama, gguf)
    model.complete(request())
    model.complete(request(prefix="Another task. " * 100))
    assert len(states(tmp_path)) == 2
    model.close()


def test_a_short_beginning_is_not_worth_it(llama: "FakeLlama", gguf: Path, tmp_path: Path) -> None:
    model = open_model(llama, gguf)
    model.complete(request(prefix="Be brief."))
    assert llama.paths() == [ASK]
    assert states(tmp_path) == []
    model.close()


@pytest.mark.parametrize("change", ["weights", "slots", "context", "library"])
def test_a_state_is_used_only_where_it_was_made(
    llama: "FakeLlama", gguf: Path, change: str, tmp_path: Path
) -> None:
    model = open_model(llama, gguf)
    model.complete(request())
    model.close()
    slots, context = 2, model.context
    if change == "weights":
        gguf.write_bytes(b"GGUF of another training")
    elif change == "slots":
        slots = 1
    elif change == "context":
        context = 2048
    else:
        sys.modules["xllamacpp"].__version__ = "10.0"  # type: ignore[attr-defined]
    model = LocalModel(str(gguf), slots=slots, context=context, transport=llama.transport())
    model.complete(request())
    model.close()
    assert len(states(tmp_path)) == 2


def test_a_state_that_llama_refuses_is_made_again(
    llama: "FakeLlama", gguf: Path, tmp_path: Path
) -> None:
    model = open_model(llama, gguf)
    model.complete(request())
    model.close()
    llama.asked.clear()
    refused = ["/slots/0?action=restore"]
    llama.broken = lambda path: 400 if path in refused else 200
    model = open_model(llama, gguf)
    model.complete(request())
    assert llama.paths()[1:3] == [ASK, "/slots/0?action=save"]
    assert len(states(tmp_path)) == 1
    model.close()


@pytest.mark.parametrize("trouble", [0, 500])
def test_trouble_with_states_costs_time_and_no_answer(
    llama: "FakeLlama", gguf: Path, tmp_path: Path, trouble: int
) -> None:
    llama.broken = lambda path: trouble if path.startswith("/slots") else 200
    model = open_model(llama, gguf)
    assert model.complete(request()).text == '{"records": []}'
    assert states(tmp_path) == []
    model.close()


def test_a_cache_that_cannot_be_written_is_done_without(
    llama: "FakeLlama", gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LLMEXTRACT_CACHE_DIR", str(tmp_path / "file"))
    model = open_model(llama, gguf)
    model.complete(request())
    assert llama.paths() == [ASK]
    assert llama.started[0].slot_save_path == ""
    model.close()


def test_proxies_of_the_environment_are_not_asked(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bool] = []

    class Recording(httpx2.Client):
        def __init__(self, *, trust_env: bool = True, **options: Any) -> None:
            made.append(trust_env)
            super().__init__(trust_env=trust_env, **options)

    monkeypatch.setattr(httpx2, "Client", Recording)
    model = open_model(llama, gguf)
    model.complete(request())
    model.close()
    assert made == [False]


def test_an_answer_that_is_none_is_an_error(llama: "FakeLlama", gguf: Path) -> None:
    llama.broken = lambda path: 501 if path == ASK else 200
    model = open_model(llama, gguf)
    with pytest.raises(ModelError):
        model.complete(request(prefix="Short."))
    model.close()
