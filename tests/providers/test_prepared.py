"""The embedded model loaded before it is asked."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from llmextract.errors import ModelUnavailableError
from llmextract.model import Message, Preparable, Request
from llmextract.providers import llama_server
from llmextract.providers.local import LocalModel

if TYPE_CHECKING:
    from tests.providers.conftest import FakeLlama

ASKED = Request(model="local:own.gguf", messages=(Message("user", "A bridge was hit."),), schema={})


@pytest.fixture
def gguf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(llama_server, "free_memory", lambda: None)
    path = tmp_path / "own.gguf"
    path.write_bytes(b"GGUF and the rest")
    return path


def test_prepared_it_is_loaded_before_it_is_asked(llama: "FakeLlama", gguf: Path) -> None:
    model = LocalModel(str(gguf), transport=llama.transport())
    assert isinstance(model, Preparable)
    model.prepare()
    assert len(llama.started) == 1
    model.complete(ASKED)
    assert len(llama.started) == 1
    model.close()


def test_what_is_amiss_when_it_is_prepared_is_told_by_the_first_request(
    llama: "FakeLlama", gguf: Path
) -> None:
    model = LocalModel(str(gguf), transport=llama.transport())
    llama.refuses = ["not now"]
    model.prepare()
    with pytest.raises(ModelUnavailableError, match="not now"):
        model.complete(ASKED)


def test_weights_are_not_fetched_to_be_prepared(llama: "FakeLlama") -> None:
    LocalModel("smollm2-135m", transport=llama.transport()).prepare()
    assert llama.started == []
