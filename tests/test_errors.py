"""The tree of errors: one line each, an exit status each."""

import inspect

import pytest

from llmextract import errors

TREE = {
    "LlmextractError": ("Exception", 1),
    "UsageError": ("LlmextractError", 2),
    "SchemaError": ("UsageError", 2),
    "RunFileError": ("UsageError", 2),
    "DocumentError": ("LlmextractError", 1),
    "ModelError": ("LlmextractError", 1),
    "ModelUnavailableError": ("ModelError", 3),
    "AuthenticationError": ("ModelUnavailableError", 3),
    "RequestRefusedError": ("ModelError", 1),
    "StoppedError": ("ModelError", 1),
    "WaitingError": ("ModelError", 1),
    "NotRecordedError": ("ModelError", 4),
    "BudgetError": ("ModelError", 1),
    "StoreError": ("LlmextractError", 1),
    "OutputError": ("LlmextractError", 1),
}


def test_the_tree_is_the_one_that_is_drawn() -> None:
    found = {
        name: (kind.__bases__[0].__name__, kind.exit_status)
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, errors.LlmextractError)
    }
    assert found == TREE
    assert errors.__doc__ is not None
    assert all(name in errors.__doc__ for name in TREE)


def test_each_model_error_names_its_kind() -> None:
    kinds = [kind.kind for kind in vars(errors).values() if _is_model_error(kind)]
    assert len(kinds) == len(set(kinds)) == 8


def _is_model_error(kind: object) -> bool:
    return inspect.isclass(kind) and issubclass(kind, errors.ModelError)


@pytest.mark.parametrize("hint", [None, "do this"])
def test_the_text_is_the_whole_line(hint: str | None) -> None:
    tail = "; do this" if hint else ""
    plain = errors.UsageError("it broke", hint=hint)
    assert (str(plain), plain.message, plain.hint) == (f"it broke{tail}", "it broke", hint)
    document = errors.DocumentError("it is empty", source="a.txt", hint=hint)
    assert (str(document), document.source) == (f"a.txt: it is empty{tail}", "a.txt")
