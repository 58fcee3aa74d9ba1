"""A sheet of blanks: one form for each incident that was sketched, with what is already known filled in.

The model is given an object with the keys ``"1"``, ``"2"`` …, one for each entry of the sketch, so
it can list nothing twice and nothing else; plain properties are something that every server that
enforces schemas understands, unlike tuples.  A field that has only one possible value is not asked:
every token that is not written is time.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from llmextract.forms import AnswerError, Form, Offers, Slot, find_json, flatten, object_schema


@dataclass(frozen=True, slots=True)
class Blank:
    """One form to fill.

    Attributes:
        offers: the values that the text offers, by path.
        fixed: the fields that have one possible value, filled in.
    """

    offers: Offers
    fixed: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The blanks of one paragraph.

    Attributes:
        form: what each blank is a copy of.
        blanks: in the order of the text.
    """

    form: Form
    blanks: tuple[Blank, ...]

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the filled sheet."""
        properties = {
            str(number): object_schema(self._asked(blank), blank.offers)
            for number, blank in enumerate(self.blanks, start=1)
        }
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def answer(self, records: Sequence[Mapping[str, Any]]) -> str:
        """The filled sheet that stands for these public records, compact."""
        rows = {
            str(number): {slot.name: flatten(slot, record) for slot in self._asked(blank)}
            for number, (blank, record) in enumerate(
                zip(self.blanks, records, strict=True), start=1
            )
        }
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

    def parse(self, text: str) -> list[BaseModel]:
        """The public records of a filled sheet.

        A list under the form's own key is read too: a model behind a server that enforces nothing
        may answer so, and so do scripts that know of no sheet.

        Raises:
            AnswerError: no JSON, a blank that is missing, or a value that the class refuses.
        """
        value = find_json(text, self.form.key, "1")
        if not isinstance(value, dict) or self.form.key in value:
            return self.form.parse(text)
        return [
            self.form.build(self._filled(value, number, blank), f'"{number}"')
            for number, blank in enumerate(self.blanks, start=1)
        ]

    def _filled(self, value: Mapping[str, Any], number: int, blank: Blank) -> dict[str, Any]:
        row = value.get(str(number))
        if not isinstance(row, dict):
            raise AnswerError(f'the answer must have an object "{number}"')
        return {**row, **blank.fixed}

    def _asked(self, blank: Blank) -> list[Slot]:
        return [slot for slot in self.form.slots if slot.name not in blank.fixed]
