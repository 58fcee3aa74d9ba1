"""Makes a Pydantic class refuse what a text does not carry, for somebody else's instructor call.

::

    toll = client.create(response_model=checked(Toll, article), messages=[...], max_retries=2)

The text is bound to the class and not passed as validation context: instructor renders every
message through Jinja when it is given a ``context``, which changes texts with braces in them.  A
context variable was the other road; a class that is bound to its text cannot be used without one by
mistake and works in any thread or task.  instructor makes a class of its own for each call anyway.
"""

from collections.abc import Collection
from typing import TypeVar

from pydantic import BaseModel, create_model, model_validator
from pydantic_core import PydanticCustomError

from llmextract.errors import UsageError
from llmextract.records import Context, Verdict
from llmextract.verification.feedback import complaint, verdicts
from llmextract.verification.verifier import source_text_of

Record = TypeVar("Record", bound=BaseModel)


def checked(
    record: type[Record],
    text: str,
    *,
    context: str | Context | None = None,
    reject: Collection[str] = (Verdict.UNSUPPORTED,),
    language: str | None = None,
) -> type[Record]:
    """A subclass of a Pydantic class whose objects hold only what the text carries.

    Validation fails with a ``ValueError`` that says for each failed field what the text offers, for
    instance ``killed: 61 is not in the text; it states 16 (killed), 4 (injured), or null``.
    instructor sends that back to the model and asks again.

    Args:
        record: a Pydantic class whose fields carry ``Grounded`` marks.
        text: what its objects are read from.
        context: headline, dateline or the paragraph before, as for ``verify``.
        reject: the verdicts that fail; add ``"partly"`` and ``"inferred"`` to be strict.
        language: ISO 639-1 code of the text; ``None``: found out.

    Returns:
        The subclass: of the same name, with the same JSON Schema.

    Raises:
        UsageError: the class is none of Pydantic, the text is no string, or a verdict is unknown.
    """
    if not hasattr(record, "model_fields") or not hasattr(record, "model_validate"):
        raise UsageError(f"{record!r} is no Pydantic class", hint="derive it from BaseModel")
    source = source_text_of(text, context=context, language=language)
    failing = verdicts(reject)

    def carried_by_the_text(self: Record) -> Record:
        told = complaint(self, source, reject=failing)
        if told:
            # A custom error: its text goes to the model without the link to Pydantic's pages.
            raise PydanticCustomError("not_grounded", "{told}", {"told": told})
        return self

    validator = model_validator(mode="after")(carried_by_the_text)
    made = create_model(
        record.__name__,
        __base__=record,
        __module__=record.__module__,
        __doc__=record.__doc__,
        __validators__={"carried_by_the_text": validator},  # type: ignore[dict-item]
    )
    made.__qualname__ = record.__qualname__
    return made
