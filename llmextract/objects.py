"""What the library hands out: records as objects of their class with their findings, shown in a notebook.

Inside, a record is plain JSON; a program that uses the library wants ``record.killed``.  The objects
can be read both ways, and ``record.findings`` is what the verifier said of the values.
"""

from collections.abc import ItemsView, Iterable, KeysView, Mapping, ValuesView
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llmextract.records import Extraction, Finding
from llmextract.schema import paths

if TYPE_CHECKING:
    from pydantic import BaseModel


class Findings(tuple[Finding, ...]):
    """The findings of a record, in the order of its fields."""

    __slots__ = ()

    def of(self, path: str) -> "Findings":
        """Those of a field, or of one item of it: ``killed``, ``locations[0]``."""
        return Findings(one for one in self if paths.is_under(one.field, path))


class _Own:
    """The findings of a record; a field of that name in its class goes before it."""

    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else instance.__dict__[_FINDINGS]


class Checked:
    """What an object of a record's class has besides: its findings, and the look of plain JSON.

    A field of the class goes before whatever of this is called like it.
    """

    findings = _Own()

    def _plain(self) -> Mapping[str, Any]:
        plain: Mapping[str, Any] = self.__dict__[_PLAIN]
        return plain

    def __getitem__(self, name: str) -> Any:
        return self._plain()[name]

    def __contains__(self, name: object) -> bool:
        return name in self._plain()

    def __len__(self) -> int:
        return len(self._plain())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Checked):
            return dict(self._plain()) == dict(other._plain())
        if isinstance(other, Mapping):
            return dict(self._plain()) == dict(other)
        dump = getattr(other, "model_dump", None)
        return dump is not None and bool(self._plain() == dump(mode="json"))

    __hash__ = None  # type: ignore[assignment]

    def keys(self) -> KeysView[str]:
        """The names of the fields."""
        return self._plain().keys()

    def values(self) -> ValuesView[Any]:
        """The values as plain JSON."""
        return self._plain().values()

    def items(self) -> ItemsView[str, Any]:
        """Names and values as plain JSON."""
        return self._plain().items()

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field as plain JSON."""
        return self._plain().get(name, default)


Mapping.register(Checked)
_PLAIN, _FINDINGS = "__plain__", "__findings__"


@lru_cache(maxsize=64)
def _class_of(record: "type[BaseModel]") -> Any:
    """A class of records that are also :class:`Checked`."""
    return type(record.__name__, (Checked, record), {"__module__": record.__module__})


def checked_record(
    record: "type[BaseModel]", row: Mapping[str, Any], findings: Iterable[Finding]
) -> Any:
    """An object of a record's class with its findings.

    Args:
        record: the class.
        row: the record as plain JSON.
        findings: what the verifier said of it.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - costs start-up time

    try:
        values = dict(record.model_validate(row).__dict__)
    except ValidationError:
        # A value that was emptied since the text does not carry it may be one that must be there.
        values = dict(record.model_construct(**row).__dict__)
    made = _class_of(record).model_construct(**values)
    made.__dict__[_PLAIN] = row
    made.__dict__[_FINDINGS] = Findings(findings)
    return made


class Shown(Extraction):
    """An extraction whose records are objects, and that a notebook shows as a page."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from llmextract.notebook import page  # noqa: PLC0415 - only where a notebook shows it

        return page(self)


def with_objects(extraction: Extraction, record: "type[BaseModel]") -> Shown:
    """An extraction as the library hands it out.

    Args:
        extraction: with records as plain JSON.
        record: their class.
    """
    given = {one.name: getattr(extraction, one.name) for one in fields(Extraction)}
    made = tuple(checked_record(record, row, findings) for row, findings in extraction)
    return Shown(**given | {"records": made})
