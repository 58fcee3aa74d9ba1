"""Other vendors through instructor, over a transport that never leaves the process."""

import json
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx2
import instructor
import openai
import pytest

from llmextract import errors
from llmextract.model import Message, Reply, Request
from llmextract.providers.hosted import HostedModel, _usage
from llmextract.records import Usage

SOURCE = "{{ 7*7 }} {% x %} %s {0}"
SCHEMA = {
    "type": "object",
    "properties": {"a": {"enum": [1, None]}},
    "required": ["a"],
    "additionalProperties": False,
}
REQUEST = Request("instructor:openai/m", (Message("user", SOURCE),), SCHEMA)


class Vendor:
    """A hosted model over a transport; ``mode`` is how instructor asks for JSON."""

    def __init__(
        self,
        handler: Callable[[httpx2.Request], httpx2.Response],
        mode: instructor.Mode = instructor.Mode.TOOLS,
        target: str = "openai/m",
    ) -> None:
        self.seen: list[Any] = []
        self.waits: list[float] = []

        def handle(request: httpx2.Request) -> httpx2.Response:
            self.seen.append(json.loads(request.content))
            return handler(request)

        transport = httpx2.Client(transport=httpx2.MockTransport(handle))
        client = openai.OpenAI(api_key="sk-secret", max_retries=0, http_client=transport)
        self.model = HostedModel(
            target,
            client=instructor.from_openai(client, mode=mode, model="m"),
            sleep=self.waits.append,
        )

    def ask(self) -> Reply:
        return self.model.complete(REQUEST)

    def fail(self) -> errors.ModelError:
        with pytest.raises(errors.ModelError) as caught:
            self.ask()
        assert "\n" not in str(caught.value)
        assert "sk-secret" not in str(caught.value)
        return caught.value


def said(message: dict[str, Any], finish: str) -> httpx2.Response:
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", **message}}
    usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    return httpx2.Response(200, json={"id": "1", "choices": [choice], "usage": usage})


def called(arguments: str, finish: str = "tool_calls") -> httpx2.Response:
    function = {"name": "Answer", "arguments": arguments}
    call = {"id": "1", "type": "function", "function": function}
    return said({"content": None, "tool_calls": [call]}, finish)


def test_the_default_road_of_instructor_carries_schema_and_answer() -> None:
    vendor = Vendor(lambda _: called('{"a": 1}'))
    reply = vendor.ask()
    assert (reply.text, reply.usage, reply.complete) == ('{"a": 1}', Usage(3, 4), True)
    (seen,) = vendor.seen
    assert seen["messages"] == [{"role": "user", "content": SOURCE}]
    parameters = seen["tools"][0]["function"]["parameters"]
    assert parameters["properties"] == SCHEMA["properties"]
    assert vendor.model.name == "instructor:openai/m"
    vendor.model.close()


def test_what_a_vendor_refuses_is_left_out_and_remembered() -> None:
    def serve(request: httpx2.Request) -> httpx2.Response:
        if "temperature" in json.loads(request.content):
            error = {"message": "temperature is deprecated for this model", "param": "temperature"}
            return httpx2.Response(400, json={"error": error})
        return called('{"a": 1}')

    vendor = Vendor(serve)
    assert vendor.ask().text == vendor.ask().text == '{"a": 1}'
    assert ["temperature" in seen for seen in vendor.seen] == [True, False, False]
    assert vendor.waits == []


def test_a_refusal_that_is_none_of_ours_is_an_error() -> None:
    error = {"message": "tools are not supported", "param": "tools"}
    vendor = Vendor(lambda _: httpx2.Response(400, json={"error": error}))
    assert "tools are not supported" in str(vendor.fail())
    assert len(vendor.seen) == 1


def test_a_reasoning_model_is_asked_as_its_profile_says() -> None:
    vendor = Vendor(lambda _: called('{"a": 1}'), target="openai/gpt-5-mini")
    vendor.ask()
    (seen,) = vendor.seen
    assert seen["max_completion_tokens"] == 1024 + 16384
    assert not {"max_tokens", "temperature"} & set(seen)


def test_a_mode_that_puts_the_answer_into_the_message() -> None:
    vendor = Vendor(lambda _: said({"content": '{"a":1}'}, "stop"), instructor.Mode.JSON_SCHEMA)
    assert json.loads(vendor.ask().text) == {"a": 1}


def test_an_answer_that_was_cut_is_no_error() -> None:
    reply = Vendor(lambda _: called('{"a":', "length")).ask()
    assert (reply.text, reply.complete, reply.usage) == ("", False, Usage(3, 4))


@pytest.mark.parametrize(
    ("status", "kind", "attempts"),
    [
        (400, errors.RequestRefusedError, 1),
        (401, errors.AuthenticationError, 1),
        (403, errors.AuthenticationError, 1),
        (404, errors.ModelUnavailableError, 1),
        (413, errors.RequestRefusedError, 1),
        (422, errors.RequestRefusedError, 1),
        (429, errors.ModelError, 6),
        (500, errors.ModelError, 3),
    ],
)
def test_a_status_is_an_error(status: int, kind: type[Exception], attempts: int) -> None:
    response = httpx2.Response(status, json={"error": {"message": "not\ntoday"}})
    vendor = Vendor(lambda _: response)
    assert type(vendor.fail()) is kind
    assert len(vendor.seen) == attempts
    assert len(vendor.waits) == attempts - 1


def test_a_vendor_is_waited_for_as_long_as_it_asks() -> None:
    responses = [httpx2.Response(429, headers={"retry-after": "8"}), called("{}")]
    vendor = Vendor(lambda _: responses.pop(0))
    vendor.ask()
    assert vendor.waits == [8.0]


def test_a_vendor_that_is_not_reached() -> None:
    def refuse(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    vendor = Vendor(refuse)
    assert type(vendor.fail()) is errors.ModelUnavailableError
    assert len(vendor.seen) == 3


def test_what_is_no_completion_is_said_shortly() -> None:
    error = Vendor(lambda _: httpx2.Response(200, json={"choices": []})).fail()
    assert type(error) is errors.ModelError
    assert "cannot be read" in str(error)
    assert "ChatCompletion(" not in str(error)


@pytest.mark.parametrize(
    "target", ["openai/m", "nosuch/m", "noslash", "anthropic/m"], ids=lambda t: str(t)
)
def test_a_vendor_that_cannot_be_had(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anthropic", None)
    with pytest.raises(errors.ModelUnavailableError, match=f"instructor:{target} "):
        HostedModel(target).complete(REQUEST)


def test_the_client_of_a_vendor_does_not_retry_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    client = HostedModel("openai/m")._connected()
    assert client.client.max_retries == 0
    monkeypatch.setattr(instructor, "from_provider", lambda _: "a client without that knob")
    assert HostedModel("other/m")._connected() == "a client without that knob"


def test_a_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any, **__: Any) -> None:
        raise ImportError("no module named vendor")

    monkeypatch.setattr(instructor, "from_provider", missing)
    with pytest.raises(errors.ModelUnavailableError, match="not installed: no module named vendor"):
        HostedModel("vendor/m").complete(REQUEST)


def test_tokens_under_either_name() -> None:
    assert _usage(SimpleNamespace(usage=SimpleNamespace(input_tokens=5, output_tokens=6))) == Usage(
        5, 6
    )
    assert _usage(SimpleNamespace(usage=None)) == Usage()
    assert _usage(None) == Usage()


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_silent_vendor_is_not_waited_for_without_end(is_stopped: bool) -> None:
    silent, stop = threading.Event(), threading.Event()

    def hang(**_: Any) -> Any:
        if is_stopped:
            stop.set()
        silent.wait(60)

    client = SimpleNamespace(create_with_completion=hang)
    model = HostedModel("vendor/m", client=client, stop=stop, timeout=60 if is_stopped else 0.05)
    told = "stopped before" if is_stopped else "no answer in time; allow more with --timeout"
    with pytest.raises(errors.ModelError, match=told):
        model.complete(REQUEST)
    if not is_stopped:
        with pytest.raises(errors.ModelError, match=told):
            model.probe()
    silent.set()
