"""From a model's name to a model, never guessed."""

from pathlib import Path

import pytest

from llmextract import errors
from llmextract.model import Model
from llmextract.providers import DEFAULT_MODEL, PROVIDERS, full_name, open_model
from llmextract.providers.hosted import HostedModel
from llmextract.providers.local import LocalModel
from llmextract.providers.scripted import ScriptedModel
from llmextract.providers.server import ServerModel


def test_names_are_never_guessed() -> None:
    assert full_name("local") == DEFAULT_MODEL
    for name in ("local:x", "server:m@http://h/v1", "openai:m", "scripted:a/b.jsonl"):
        assert full_name(name) == name


@pytest.mark.parametrize("name", ["", "gpt-4", "openai", "openai:", "Local:x", ":x", "nosuch:x"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(errors.UsageError, match="not the name of a model") as caught:
        open_model(name)
    assert all(provider.form in str(caught.value) for provider in PROVIDERS.values())


def test_every_provider_makes_its_model(tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    script.write_text('{"answer": {}}')
    models = {
        "local:smollm2-135m": LocalModel,
        "server:m@q4@http://127.0.0.1:8080/v1/": ServerModel,
        "openai:m": ServerModel,
        "instructor:openai/m": HostedModel,
        f"scripted:{script}": ScriptedModel,
    }
    # The rules need a domain; they have tests of their own.
    assert {name.partition(":")[0] for name in models} == set(PROVIDERS) - {"rules"}
    for name, kind in models.items():
        model = open_model(name)
        assert isinstance(model, kind)
        assert isinstance(model, Model)
        assert model.name == name
        assert model.slots >= 1
        model.close()
        model.close()


@pytest.mark.parametrize(
    "rest",
    [
        "m",
        "@http://h/v1",
        "m@h:80/v1",
        "m@ftp://h/v1",
        "m@http://",
        "m@http://:80/v1",
        "m@http://h:port/v1",
        "m@http://h:99999/v1",
        "m@http://[::1/v1",
        "m@http://user:secret@h/v1",
    ],
)
def test_an_address_that_cannot_be(rest: str) -> None:
    with pytest.raises(errors.UsageError, match="names no server") as caught:
        open_model(f"server:{rest}")
    assert "secret" not in str(caught.value)


def test_an_address_in_six_groups() -> None:
    model = open_model("server:m@http://[::1]:8000/v1")
    assert isinstance(model, ServerModel)
    assert model._base_url == "http://[::1]:8000/v1"


def test_keys_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    model = open_model("server:m@http://h/v1/")
    assert isinstance(model, ServerModel)
    assert (model._wording.api_key, model._wording.base_url) == ("none", "http://h/v1")
    monkeypatch.setenv("LLMEXTRACT_API_KEY", " key\n")
    model = open_model("server:m@http://h/v1")
    assert isinstance(model, ServerModel)
    assert model._wording.api_key == "key"
    monkeypatch.setenv("OPENAI_API_KEY", "\n")
    model = open_model("openai:m")
    assert isinstance(model, ServerModel)
    assert (model._wording.api_key, model._wording.base_url, model._wording.key_variable) == (
        None,
        None,
        "OPENAI_API_KEY",
    )
