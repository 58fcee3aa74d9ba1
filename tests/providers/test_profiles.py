"""Facts about models: which row fits a name, and that the table cannot say nonsense."""

import pytest

from llmextract.providers.profiles import Profile, profile_of, read_rows, shipped


def reading(name: str) -> str:
    return profile_of(name).reading


@pytest.mark.parametrize(
    "name",
    [
        "local:qwen2.5-coder-1.5b",
        "local:qwen2.5-coder-0.5b",
        "local:smollm2-135m",
        "local:models/Llama-3.2-1B-Instruct-Q4_K_M.gguf",
        "local:hf:owner/some-7B-things/gemma-2-2b-it.gguf",
        "server:llama3.2:1b@http://127.0.0.1:11434/v1",
        "server:qwen3:1.7b@http://h/v1",
        "server:gemma3:270m@http://h/v1",
        "server:Qwen/Qwen2.5-0.5B-Instruct@http://h/v1",
        "server:tinyllama@http://h/v1",
    ],
)
def test_weak_models_are_read_guided_and_get_no_article(name: str) -> None:
    profile = profile_of(name)
    assert (profile.reading, profile.article_tokens) == ("guided", 0)


@pytest.mark.parametrize(
    "name",
    [
        "rules",
        "rules:incident",
        "scripted:answers-1b.jsonl",
        "server:frontier@http://127.0.0.1:9402/v1",
        "server:m@http://1b.example/v1",
        "server:llama3.1:8b@http://h/v1",
        "server:qwen2.5:32b@http://h/v1",
        "server:qwen3-30b-a3b@http://h/v1",
        "server:phi-2.7b@http://h/v1",
        "server:mixtral-8x22b@http://h/v1",
        "local:models/1b/llama-3.1-8b.gguf",
        "local:hf:owner/x-1B/qwen2.5-7b-instruct.gguf",
        "openai:gpt-5-mini",
        "instructor:anthropic/claude-x",
        "nobody:ever-heard-of-it",
    ],
)
def test_every_model_that_is_not_known_to_be_weak_is_read_openly(name: str) -> None:
    assert reading(name) == "open"


@pytest.mark.parametrize(
    ("name", "length", "temperature"),
    [
        ("openai:gpt-5", "max_completion_tokens", False),
        ("openai:gpt-5-mini-2025-08-07", "max_completion_tokens", False),
        ("openai:gpt-5.1", "max_completion_tokens", False),
        ("openai:o1", "max_completion_tokens", False),
        ("openai:o3-mini", "max_completion_tokens", False),
        ("openai:o4-mini", "max_completion_tokens", False),
        ("instructor:openai/gpt-5-mini", "max_completion_tokens", False),
        ("server:openai/gpt-5@https://openrouter.ai/api/v1", "max_completion_tokens", False),
        ("openai:gpt-5-chat-latest", "max_completion_tokens", True),
        ("openai:gpt-4.1", "max_completion_tokens", True),
        ("openai:gpt-4o-mini", "max_completion_tokens", True),
        ("openai:gpt-3.5-turbo", "max_tokens", True),
        ("server:solo3@http://h/v1", "max_tokens", True),
        ("server:llama3@http://h/v1", "max_tokens", True),
    ],
)
def test_parameters_by_name(name: str, length: str, temperature: bool) -> None:
    profile = profile_of(name)
    assert profile.length == length
    assert ("temperature" not in profile.leaves_out) is temperature


def test_the_strongest_way_to_ask_by_name() -> None:
    assert profile_of("openai:gpt-4o").structures[0] == "json_schema_strict"
    assert profile_of("openai:gpt-4-turbo").structures[0] == "tools"
    assert profile_of("server:m@http://h/v1").structures[0] == "json_schema"


def test_every_profile_leaves_room_for_prompt_and_answer() -> None:
    for row in shipped():
        profile = row.profile
        room = profile.context - profile.article_tokens - profile.thinking_tokens
        assert room - profile.answer_tokens >= 2000, profile.name


DEFAULT = """
[default]
reading = "open"
structures = ["text"]
length = "max_tokens"
leaves_out = []
system = true
answer_tokens = 10
thinking_tokens = 0
context = 100
article_tokens = 50
schema_per_request = true
judges = true
slots = 1
"""


def test_the_first_row_that_fits_counts_and_the_rest_is_the_defaults() -> None:
    rows = read_rows(
        DEFAULT
        + '[[profile]]\nname = "a"\nproviders = ["p"]\npattern = "^x"\nslots = 7\n'
        + '[[profile]]\nname = "b"\npattern = "x"\nreading = "guided"\n'
    )

    def found(name: str) -> Profile:
        return profile_of(name, rows=rows)

    assert (found("p:xy").name, found("p:xy").slots, found("p:xy").context) == ("a", 7, 100)
    assert (found("q:XY").name, found("q:XY").slots, found("q:XY").reading) == ("b", 1, "guided")
    assert found("p:y").name == "default"
    with pytest.raises(LookupError):
        profile_of("p:y", rows=rows[:1])


@pytest.mark.parametrize(
    "row",
    [
        'reading = "closed"',
        'structures = ["xml"]',
        "structures = []",
        'length = "limit"',
        "article_tokens = 100",
        "colour = 1",
    ],
)
def test_a_row_that_says_nonsense_is_refused(row: str) -> None:
    with pytest.raises(ValueError, match="'odd'"):
        read_rows(f'{DEFAULT}[[profile]]\nname = "odd"\n{row}\n')


def test_a_default_that_leaves_something_out_is_refused() -> None:
    with pytest.raises(ValueError, match="does not say: slots"):
        read_rows(DEFAULT.replace("slots = 1", ""))
