"""Where servers put an answer, and what they put in its place."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from llmextract import errors
from llmextract.providers.completions import NoAnswerError, read
from llmextract.records import Usage
from tests.providers.servers import ANSWER, Fake, completion, request

JSON = "application/json"


class Saying(Fake):
    """Gives one answer after the other; the last one for ever."""

    def __init__(self, *answers: httpx2.Response) -> None:
        super().__init__()
        self.answers = list(answers)

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


CALL = {"id": "c", "type": "function", "function": {"name": "Answer", "arguments": ANSWER}}
PARSED = {"function": {"name": "Answer", "arguments": json.loads(ANSWER)}}
THOUGHT = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}


@pytest.mark.parametrize(
    ("response", "text"),
    [
        (completion(ANSWER), ANSWER),
        (completion('Sure: {"a"'), 'Sure: {"a"'),
        (completion([THOUGHT, {"type": "text", "text": ANSWER}]), ANSWER),
        (completion([{"type": "output_text", "text": '{"a"'}, ": 1}"]), '{"a": 1}'),
        (completion(json.loads(ANSWER)), '{"incidents": ["a"]}'),
        (completion(None, reasoning_content=ANSWER), ANSWER),
        (completion("", reasoning=ANSWER), ANSWER),
        (completion(ANSWER, reasoning_content="hm"), ANSWER),
        (completion(None, "tool_calls", tool_calls=[CALL]), ANSWER),
        (completion("I call it.", "tool_calls", tool_calls=[CALL]), ANSWER),
        (completion(None, "tool_calls", tool_calls=[PARSED]), '{"incidents": ["a"]}'),
        (completion(None, "function_call", function_call=CALL["function"]), ANSWER),
        (completion(None, tool_calls=[]), ""),
        (completion(""), ""),
        (completion(None), ""),
    ],
    ids=range(15),
)
def test_the_answer_is_found_where_it_stands(response: httpx2.Response, text: str) -> None:
    fake = Saying(response)
    reply = fake.ask()
    assert (reply.text, reply.complete, reply.usage) == (text, True, Usage(30, 4))
    assert len(fake.bodies) == 1


def test_an_answer_that_was_cut_is_what_there_is_of_it() -> None:
    reply = Saying(completion('{"a":', "length")).ask()
    assert (reply.text, reply.complete) == ('{"a":', False)
    reply = Saying(completion(None, "length")).ask()
    assert (reply.text, reply.complete) == ("", False)


def test_a_stream_that_nobody_asked_for_is_joined() -> None:
    def event(delta: dict[str, Any], finish: str | None = None) -> str:
        piece = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
        return f"data: {json.dumps(piece)}\n\n"

    usage = 'data: {"choices": [], "usage": {"prompt_tokens": 8, "completion_tokens": 2}}\n\n'
    pieces: list[dict[str, Any]] = [
        {"role": "assistant", "content": '{"a"'},
        {"content": ":1}"},
        {"content": None},
    ]
    stream = "".join(map(event, pieces)) + event({}, "stop") + usage + "data: [DONE]\n\n"
    for kind in ("text/event-stream; charset=utf-8", JSON):
        answer = read(
            f": comment\n\n{stream}".encode() if "event" in kind else stream.encode(), kind
        )
        assert (answer.text, answer.usage, answer.complete) == ('{"a":1}', Usage(8, 2), True)
    calls = [{"tool_calls": [{"index": 0, "function": {"arguments": part}}]} for part in ("{", "}")]
    assert read("".join(map(event, calls)).encode(), "text/event-stream").text == "{}"
    broken = 'data: {"error": {"message": "Upstream idle timeout", "code": 502}}\n\n'
    with pytest.raises(NoAnswerError, match="Upstream idle timeout") as caught:
        read(broken.encode(), "text/event-stream")
    assert caught.value.status_code == 502
    with pytest.raises(NoAnswerError, match="no chat completion"):
        read(b"data: {half", "text/event-stream")


@pytest.mark.parametrize(
    ("usage", "counted"),
    [
        ({"prompt_tokens": None, "completion_tokens": None}, Usage()),
        ({"prompt_tokens": 12.0, "completion_tokens": "40"}, Usage(12, 40)),
        ({"prompt_tokens": -5, "completion_tokens": "many"}, Usage()),
        ({"prompt_tokens": 1e400, "completion_tokens": [1]}, Usage()),
        ({"total_tokens": 9}, Usage()),
        ("none", Usage()),
    ],
    ids=range(6),
)
def test_tokens_that_are_no_numbers_are_none(usage: Any, counted: Usage) -> None:
    message = {"choices": [{"message": {"content": "x"}}], "usage": usage}
    assert read(json.dumps(message).encode(), JSON).usage == counted


def test_half_a_character_and_a_mark_of_byte_order_do_no_harm() -> None:
    body = b'\xef\xbb\xbf{"choices":[{"finish_reason":"stop","message":{"content":"a\\ud800"}}]}'
    answer = read(body, JSON)
    assert (answer.text, answer.usage) == ("a?", Usage())


ERROR = {"message": "The upstream model is asleep", "code": 418}


@pytest.mark.parametrize(
    ("response", "kind", "words"),
    [
        (completion("", "content_filter"), errors.RequestRefusedError, "content filter withheld"),
        (
            completion('{"a', "content_filter"),
            errors.RequestRefusedError,
            "content filter withheld",
        ),
        (
            completion(None, refusal="I cannot help with\nviolent content."),
            errors.RequestRefusedError,
            "the model refuses: I cannot help with violent content",
        ),
        (
            httpx2.Response(200, json={"error": ERROR}),
            errors.ModelError,
            "upstream model is asleep",
        ),
        (httpx2.Response(200, json={"error": "busy"}), errors.ModelError, "busy"),
        (
            httpx2.Response(200, json={"choices": [{"error": ERROR, "message": {"content": ""}}]}),
            errors.ModelError,
            "upstream model is asleep",
        ),
        (httpx2.Response(200, json={"choices": []}), errors.ModelError, "without a choice"),
        (httpx2.Response(200, json={"choices": None}), errors.ModelError, "no chat completion"),
        (httpx2.Response(200, json=[1]), errors.ModelError, "no chat completion"),
        (
            httpx2.Response(200, json={"choices": [{"message": None}]}),
            errors.ModelError,
            "no chat completion",
        ),
        (httpx2.Response(200, html="<h1>Sign in</h1>"), errors.ModelError, "/v1"),
        (
            httpx2.Response(200, content=b"{", headers={"content-type": JSON}),
            errors.ModelError,
            "/v1",
        ),
        (httpx2.Response(200, content=b""), errors.ModelError, "no chat completion"),
        (httpx2.Response(200, content=b"[" * 99_999), errors.ModelError, "no chat completion"),
    ],
    ids=range(14),
)
def test_what_is_no_answer_is_named_in_the_servers_words(
    response: httpx2.Response, kind: type[Exception], words: str
) -> None:
    fake = Saying(response)
    with pytest.raises(errors.ModelError) as caught:
        fake.ask()
    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(fake.bodies) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error_code": 17, "error_msg": "Daily limit reached"}, "Daily limit reached"),
        ({"base_resp": {"status_code": 1008, "status_msg": "no balance"}}, "no balance"),
        ({"errors": [{"message": "bad model"}]}, "bad model"),
        ({"errors": ["bad model"]}, "bad model"),
        ({"success": False, "Message": "not here"}, "not here"),
        ({"fault": {"faultstring": "Policy violated"}}, "Policy violated"),
        ({"title": "Forbidden", "detail": "not you"}, "Forbidden not you"),
        ({"candidates": [], "promptFeedback": {"blockReason": "SAFETY"}}, "SAFETY"),
        ("<html><script>x()</script><h1>Sign&nbsp;in</h1> to go on</html>", "(Sign in to go on)"),
    ],
    ids=range(9),
)
def test_an_answer_that_is_none_is_told_in_whatever_form_the_vendor_has(
    body: Any, words: str
) -> None:
    with pytest.raises(NoAnswerError) as caught:
        read(body.encode() if isinstance(body, str) else json.dumps(body).encode(), JSON)
    assert words in caught.value.words


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error": {"type": "overloaded_error", "message": "Overloaded"}}, 503),
        ({"error": {"code": "rate_limit_exceeded", "message": "slow"}}, 429),
        ({"error": "Too many requests"}, 429),
        ({"__type": "ThrottlingException", "message": "x"}, 429),
        ({"message": "Internal", "code": 500}, 500),
        ({"status": 403, "title": "Forbidden"}, 403),
        ({"error": {"code": "429", "message": "x"}}, 429),
        ({"error": {"code": "invalid_key", "message": "x"}}, None),
        ({"error": {"code": 40303, "message": "x"}}, None),
    ],
    ids=range(9),
)
def test_a_status_is_told_by_number_or_by_name(body: Any, status: int | None) -> None:
    with pytest.raises(NoAnswerError) as caught:
        read(json.dumps(body).encode(), JSON)
    assert caught.value.status_code == status


@pytest.mark.parametrize("finish", ["MAX_TOKENS", "max_output_tokens", "Length"])
def test_a_cut_answer_is_known_by_every_name(finish: str) -> None:
    assert not Saying(completion('{"a":', finish)).ask().complete


@pytest.mark.parametrize("finish", ["SAFETY", "RECITATION", "sensitive", "refusal"])
def test_a_withheld_answer_is_known_by_every_name(finish: str) -> None:
    with pytest.raises(errors.RequestRefusedError, match="content filter"):
        Saying(completion("", finish)).ask()


BUSY = {"message": "rate-limited upstream", "code": 429}


@pytest.mark.parametrize(
    "busy",
    [
        lambda: httpx2.Response(200, json={"error": BUSY}),
        lambda: completion("", "error", error={"code": 502, "message": "Upstream idle timeout"}),
        lambda: completion("", "error"),
    ],
    ids=["body", "choice", "bare"],
)
def test_an_error_that_passes_is_waited_for_though_it_came_with_200(
    busy: Callable[[], httpx2.Response],
) -> None:
    fake = Saying(busy(), busy(), completion(ANSWER))
    assert fake.ask().text == ANSWER
    assert len(fake.waits) == 2


@pytest.mark.parametrize(
    "empty",
    [
        httpx2.Response(402, json={"error": {"message": "Insufficient credits", "code": 402}}),
        httpx2.Response(200, json={"error": {"message": "Insufficient credits", "code": 402}}),
        httpx2.Response(
            429,
            json={"error": {"message": "Check your plan.", "code": "insufficient_quota"}},
            headers={"retry-after": "1"},
        ),
        httpx2.Response(
            429, json={"error": {"message": "You exceeded your current quota.", "type": "quota"}}
        ),
        httpx2.Response(
            400, json={"error": {"message": "Your credit balance is too low to use the API."}}
        ),
    ],
    ids=range(5),
)
def test_an_empty_account_is_not_asked_again(empty: httpx2.Response) -> None:
    fake = Saying(empty)
    with pytest.raises(errors.ModelUnavailableError, match="no credit left"):
        fake.ask()
    assert (len(fake.bodies), fake.waits) == (1, [])


def test_a_quota_that_comes_back_by_itself_is_waited_for() -> None:
    said = {"error": {"message": "You exceeded your current quota. Please retry in 3s."}}
    fake = Saying(httpx2.Response(429, json=said), completion(ANSWER))
    assert fake.ask().text == ANSWER
    assert len(fake.waits) == 1


def test_a_text_moderated_once_the_model_has_answered_is_that_texts_trouble() -> None:
    forbidden = httpx2.Response(403, json={"error": {"message": "not allowed"}})
    fake = Saying(completion(ANSWER), forbidden)
    model = fake.open()
    model.complete(request())
    with pytest.raises(errors.RequestRefusedError):
        model.complete(request())
    with pytest.raises(errors.AuthenticationError):
        Saying(forbidden).ask()
