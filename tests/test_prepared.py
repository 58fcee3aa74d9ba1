"""The first run on a machine: the gazetteer is compiled while the model loads."""

from pathlib import Path

import pytest

import llmextract
from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import ahead, store
from tests.scripts import CountingModel, scripted_answer, write_article


class PreparedModel(CountingModel):
    """A model that notes how it was prepared."""

    def __init__(self) -> None:
        super().__init__(scripted_answer)
        self.prepared: list[int] = []

    def prepare(self) -> None:
        self.prepared.append(len(self.asked))


def test_the_first_time_on_a_machine_the_model_is_prepared_beside_the_gazetteer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(ahead, "begin", lambda: begun.append(True))
    article = write_article(tmp_path / "a.txt")
    model = PreparedModel()
    list(llmextract.extract([article], model=model, cache=False))
    assert (begun, model.prepared) == ([], [])
    monkeypatch.setattr(gazetteer, "is_compiled", lambda: False)
    monkeypatch.setattr(store, "is_compiled", lambda: False)
    other = PreparedModel()
    list(llmextract.extract([article], model=other, cache=False))
    assert begun == [True]
    assert other.prepared == [0]
    assert other.asked
