"""A response model for instructor that carries a schema to the server and the raw answer back."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar


def answer_class(schema: Mapping[str, Any]) -> Any:
    """A response model that sends this JSON Schema and hands back the answer unparsed.

    instructor takes a Pydantic class; our schemas are narrowed for each request and answers are
    parsed, checked and reasked by the pipeline, so the class only carries the schema there and the
    text back.
    """
    return type("Answer", (_raw_answer(),), {"wire_schema": dict(schema)})


def _raw_answer() -> Any:
    global _RawAnswer  # made once, on first use: its base costs a second to import
    if _RawAnswer is None:
        from instructor import ResponseSchema

        class RawAnswer(ResponseSchema):
            """Carries an answer as it came."""

            wire_schema: ClassVar[dict[str, Any]] = {}
            raw: str = ""

            @classmethod
            def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
                return cls.wire_schema

            @classmethod
            def model_validate_json(cls, json_data: Any, **_: Any) -> Any:
                return cls.model_construct(raw=str(json_data))

            @classmethod
            def model_validate(cls, obj: Any, **_: Any) -> Any:
                return cls.model_construct(raw=json.dumps(obj, ensure_ascii=False))

        _RawAnswer = RawAnswer
    return _RawAnswer


_RawAnswer: Any = None


def well_formed(text: str) -> str:
    """The text without lone surrogates, which JSON can spell and no file can hold."""
    return text.encode("utf-8", "replace").decode()
