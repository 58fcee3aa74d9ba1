"""The question that shows whether a server enforces a schema."""

import pytest

from llmextract.model import Reply, Request
from llmextract.providers.checking import WORDS, Check, check


class Saying:
    """Says one thing and remembers what it was asked."""

    def __init__(self, text: str) -> None:
        self.name, self.slots, self.text = "scripted:x", 1, text
        self.asked: list[Request] = []

    def complete(self, request: Request) -> Reply:
        self.asked.append(request)
        return Reply(self.text)

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("text", "enforcement"),
    [
        (f'{{"code": "{WORDS[0]}"}}', "enforced"),
        (f' {{ "code":"{WORDS[1]}" }}\n', "enforced"),
        (f'{{"code": "{WORDS[0]}", "note": "Paris"}}', "json"),
        ('{"code": "Paris"}', "json"),
        ('{"code": ["Paris"]}', "json"),
        ('"Paris"', "json"),
        ("The capital is Paris.", "ignored"),
        (f'```json\n{{"code": "{WORDS[0]}"}}\n```', "ignored"),
        ("", "ignored"),
        ("[" * 100_000, "ignored"),
    ],
    ids=range(10),
)
def test_the_reply_tells(text: str, enforcement: str) -> None:
    model = Saying(text)
    found = check(model)
    assert found.enforcement == enforcement
    assert found.reply.text == text
    (request,) = model.asked
    assert request.model == "scripted:x"
    assert request.schema["properties"]["code"]["enum"] == list(WORDS)
    assert not any(word in message.content for message in request.messages for word in WORDS)


def test_each_result_is_explained_in_words_of_its_own() -> None:
    said = {Check(e, Reply("")).explain() for e in ("enforced", "json", "ignored")}
    assert len(said) == 3
