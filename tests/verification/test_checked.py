"""In somebody's own instructor call: the reask carries what the text offers."""

import json
from typing import Annotated, Any

import httpx2
import instructor
import pytest
from instructor.core import InstructorRetryException
from openai import OpenAI
from pydantic import BaseModel, Field, ValidationError, model_validator

from llmextract import Grounded, UsageError, checked

ARTICLE = (
    "Sixteen dockers were killed and four clerks were injured in the port of Dorvane {{ 7*7 }}."
)


class Toll(BaseModel):
    """The toll of one raid."""

    killed: Annotated[int | None, Grounded("number", role="killed")] = Field(description="dead")
    injured: Annotated[int | None, Grounded("number", role="injured")]
    place: Annotated[str, Grounded("place")]


WRONG = {"killed": 61, "injured": 4, "place": "Dorvane"}
RIGHT = {"killed": 16, "injured": 4, "place": "Dorvane"}


class Server:
    """An endpoint that gives one answer after the other and keeps what it was asked."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = [json.dumps(answer) for answer in answers]
        self.asked: list[dict[str, Any]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(json.loads(request.content))
        message = {"role": "assistant", "content": self.answers[len(self.asked) - 1]}
        body = {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "m",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
        return httpx2.Response(200, json=body)

    def client(self) -> instructor.Instructor:
        http = httpx2.Client(transport=httpx2.MockTransport(self))
        openai = OpenAI(base_url="http://server.test/v1", api_key="x", http_client=http)
        return instructor.from_openai(openai, mode=instructor.Mode.JSON_SCHEMA)


def ask(server: Server, record: Any, *, retries: int = 1) -> Any:
    return server.client().create(
        model="m",
        response_model=record,
        max_retries=retries,
        messages=[{"role": "user", "content": ARTICLE}],
    )


def test_a_wrong_answer_is_asked_again_with_what_the_text_offers() -> None:
    server = Server(WRONG, RIGHT)
    toll = ask(server, checked(Toll, ARTICLE))
    assert (toll.killed, toll.injured, toll.place) == (16, 4, "Dorvane")
    assert isinstance(toll, Toll)
    assert len(server.asked) == 2
    reask = json.dumps(server.asked[1]["messages"])
    assert "killed: 61 is not in the text; it states 16 (killed), 4 (injured), or null" in reask
    assert "errors.pydantic.dev" not in reask
    # The text reaches the model as it is: nothing was rendered as a template.
    assert server.asked[1]["messages"][0]["content"].startswith(ARTICLE)


def test_a_right_answer_is_asked_once() -> None:
    server = Server(RIGHT)
    assert ask(server, checked(Toll, ARTICLE)).killed == 16
    assert len(server.asked) == 1


def test_lists_of_records_are_checked_too() -> None:
    server = Server({"tasks": [RIGHT, WRONG]}, {"tasks": [RIGHT]})
    tolls = ask(server, list[checked(Toll, ARTICLE)])  # type: ignore[misc]
    assert [toll.killed for toll in tolls] == [16]
    assert "killed: 61 is not in the text" in json.dumps(server.asked[1]["messages"])


def test_an_answer_that_stays_wrong_is_an_error_of_instructor() -> None:
    with pytest.raises(InstructorRetryException, match="killed: 61 is not in the text"):
        ask(Server(WRONG, WRONG), checked(Toll, ARTICLE))


def test_the_class_is_the_same_to_a_model_and_to_a_reader() -> None:
    made = checked(Toll, ARTICLE)
    assert made.model_json_schema() == Toll.model_json_schema()
    assert (made.__name__, made.__qualname__, made.__module__, made.__doc__) == (
        Toll.__name__, Toll.__qualname__, Toll.__module__, Toll.__doc__,
    )  # fmt: skip
    assert issubclass(made, Toll)


def test_two_texts_are_two_classes_and_the_first_one_stays_free() -> None:
    first, second = checked(Toll, ARTICLE), checked(Toll, "Five dockers were killed in Dorvane.")
    assert first(**RIGHT).killed == 16
    with pytest.raises(ValidationError, match=r"it states 5 \(killed\), or null"):
        second(killed=16, injured=None, place="Dorvane")
    assert Toll(**WRONG).killed == 61


def test_the_message_is_short_and_a_value_error() -> None:
    with pytest.raises(ValidationError) as caught:
        checked(Toll, "A {mine} went off in Oru.")(killed=1, injured=None, place="{Oru}x")
    (error,) = caught.value.errors()
    assert error["type"] == "not_grounded"
    assert error["msg"].splitlines() == [
        "killed: 1 is not in the text; it states none: null",
        "place: {Oru}x is not in the text; it states Oru",
    ]
    assert isinstance(caught.value, ValueError)


def test_context_and_the_verdicts_that_fail_are_the_users_choice() -> None:
    text, headline = "At least sixteen dockers were killed.", "Shells hit port of Dorvane"
    values = {"killed": 16, "injured": None, "place": "Dorvane"}
    assert checked(Toll, text, context=headline)(**values).place == "Dorvane"
    with pytest.raises(ValidationError, match="place: Dorvane is not in the text"):
        checked(Toll, text)(**values)
    with pytest.raises(ValidationError, match="killed: 16: only as a lower bound"):
        checked(Toll, text, context=headline, reject=["unsupported", "partly"])(**values)


def test_another_language_can_be_named() -> None:
    made = checked(Toll, "Dieciséis obreros murieron en Dorvane.", language="es")
    assert made(killed=16, injured=None, place="Dorvane").killed == 16


def test_the_records_own_validators_run_first() -> None:
    class Doubled(Toll):
        @model_validator(mode="after")
        def halve(self) -> "Doubled":
            self.killed = 16
            return self

    assert checked(Doubled, ARTICLE)(**WRONG).killed == 16


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((dict, ARTICLE), "no Pydantic class"),
        ((Toll, None), "not a string"),
    ],
    ids=["class", "text"],
)
def test_wrong_use_is_told_at_once(arguments: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        checked(*arguments)
    with pytest.raises(UsageError, match="no verdict is called"):
        checked(Toll, ARTICLE, reject=["bad"])
