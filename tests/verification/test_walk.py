"""What of a record is checked: marks wherever a schema's author may put them."""

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Any, Generic, NamedTuple, Optional, TypeVar

import pytest
from pydantic import BaseModel, RootModel, create_model
from typing_extensions import TypeAliasType

from llmextract import Evidence, Found, Grounded, SchemaError
from llmextract.verification.walk import is_record, leaves, plan_of

Count = Annotated[int | None, Grounded("number", role="killed")]
Place = Annotated[str, Grounded("place")]
T = TypeVar("T")


class Site(BaseModel):
    name: Place
    kind: Annotated[str, Found("kind")] = "unknown"


class Report(BaseModel):
    killed: Count = None
    main: Site | None = None
    sites: list[Site] = []
    weapons: list[Annotated[str, Grounded("quote")]] = []
    note: str = ""
    sentences: Annotated[list[int], Evidence()] = []


def paths(record: object) -> list[tuple[str, Any]]:
    return [(leaf.path, leaf.value) for leaf in leaves(record)]


def test_values_come_in_the_order_of_the_fields_with_their_paths() -> None:
    record = Report(
        killed=3, main=Site(name="Oru"), sites=[Site(name="Bex"), Site(name="Kol")], weapons=["axe"]
    )
    assert paths(record) == [
        ("killed", 3),
        ("main.name", "Oru"),
        ("sites[0].name", "Bex"),
        ("sites[1].name", "Kol"),
        ("weapons[0]", "axe"),
    ]


def test_a_null_is_listed_only_for_a_number() -> None:
    class Two(BaseModel):
        killed: Count = None
        place: Annotated[str | None, Grounded("place")] = None

    assert paths(Two()) == [("killed", None)]


def test_nulls_inside_a_list_of_numbers_are_no_silent_counts() -> None:
    class Tolls(BaseModel):
        tolls: list[Annotated[int | None, Grounded("number")]]

    assert paths(Tolls(tolls=[1, None, 2])) == [("tolls[0]", 1), ("tolls[2]", 2)]


def test_what_is_inherited_is_checked_and_an_override_without_a_mark_is_not() -> None:
    class Base(BaseModel):
        killed: Count = None
        place: Place

    class Child(Base):
        place: str
        actor: Annotated[str, Grounded("name")]

    assert paths(Child(killed=1, place="x", actor="y")) == [("killed", 1), ("actor", "y")]


def test_values_of_a_mapping_are_checked_and_its_keys_are_names() -> None:
    class Tolls(BaseModel):
        by_town: dict[Place, Annotated[int, Grounded("number", role="killed")]]
        sites: dict[str, Site]
        more: Mapping[str, list[Place]]

    record = Tolls(by_town={"Oru": 4}, sites={"a": Site(name="Bex")}, more={"b": ["Kol"]})
    assert paths(record) == [("by_town[Oru]", 4), ("sites[a].name", "Bex"), ("more[b][0]", "Kol")]


def test_a_mapping_of_bounds_is_one_value() -> None:
    class Bounded(BaseModel):
        killed: Annotated[dict[str, int], Grounded("number", role="killed")]

    assert paths(Bounded(killed={"min": 4})) == [("killed", {"min": 4})]
    assert paths(Bounded(killed={"min": 4, "men": 5})) == [("killed[min]", 4), ("killed[men]", 5)]


def test_sets_come_sorted() -> None:
    class Sites(BaseModel):
        names: frozenset[Place]

    assert paths(Sites(names=frozenset({"b", "a"}))) == [("names[0]", "a"), ("names[1]", "b")]


def test_a_union_of_marked_types_is_checked_by_what_the_value_is() -> None:
    class Either(BaseModel):
        toll: Annotated[int, Grounded("number")] | Annotated[str, Grounded("quote")]

    kinds = [leaf.grounded.kind for toll in (3, "a few") for leaf in leaves(Either(toll=toll))]
    assert kinds == ["number", "quote"]


def test_optional_marks_say_whether_null_is_an_answer() -> None:
    class Mixed(BaseModel):
        a: Count
        b: Annotated[int, Grounded("number")]
        c: Optional[Annotated[int, Grounded("number")]]  # noqa: UP045 - the old spelling too
        d: list[Annotated[str, Grounded("quote")]]
        e: Annotated[Annotated[int | None, Grounded("number")], "note"]

    record = Mixed(a=1, b=1, c=1, d=["x"], e=1)
    assert [leaf.nullable for leaf in leaves(record)] == [True, False, True, False, True]


def test_types_that_were_given_a_name_are_looked_into() -> None:
    toll = TypeAliasType("toll", Count)
    tree = TypeAliasType("tree", Place | list["tree"])  # type: ignore[misc]

    class Named(BaseModel):
        a: toll
        b: dict[str, toll]
        c: tree

    record = Named.model_construct(a=1, b={"x": 2}, c=[["Oru"]])
    assert paths(record) == [("a", 1), ("b[x]", 2), ("c[0][0]", "Oru")]
    assert [leaf.nullable for leaf in leaves(record)] == [True, True, False]


def test_a_type_without_end_is_given_up() -> None:
    annotation: Any = Place
    for _ in range(20):
        annotation = list[annotation]
    assert plan_of(create_model("Deep", x=(annotation, ...))).marks == ()


def test_generic_and_root_models_are_walked() -> None:
    class Box(BaseModel, Generic[T]):
        value: T

    class Boxes(RootModel[list[Box[Place]]]):
        pass

    assert paths(Box[Site](value=Site(name="Oru"))) == [("value.name", "Oru")]
    assert paths(Box[Place](value="Oru")) == [("value", "Oru")]
    assert paths(Boxes([Box[Place](value="Oru")])) == [("root[0].value", "Oru")]


@dataclasses.dataclass
class Holder:
    """A dataclass that may hold itself."""

    place: Place
    inner: "Holder | None" = None


class Pair(NamedTuple):
    """A tuple with names is a record."""

    place: Place
    other: str


class Bare:
    """A class with annotations and nothing else."""

    place: Place

    def __init__(self, place: str) -> None:
        self.place = place


class BareChild(Bare):
    """Has no annotations of its own."""


def test_dataclasses_named_tuples_and_bare_classes_are_walked() -> None:
    assert paths(Holder("Oru", Holder("Bex"))) == [("place", "Oru"), ("inner.place", "Bex")]

    class Outer(BaseModel, arbitrary_types_allowed=True):
        pair: Pair
        bare: Bare

    record = Outer(pair=Pair("Oru", "x"), bare=BareChild("Bex"))
    assert paths(record) == [("pair.place", "Oru"), ("bare.place", "Bex")]
    assert paths(Pair("Oru", "x")) == [("place", "Oru")]


def test_a_record_that_holds_itself_is_listed_once() -> None:
    loop = Holder("Oru")
    loop.inner = loop
    assert paths(loop) == [("place", "Oru")]


def test_a_missing_attribute_is_no_value() -> None:
    assert paths(Report.model_construct(note="x")) == [("killed", None)]


def test_evidence_is_that_of_the_nearest_record_around() -> None:
    class Day(BaseModel):
        sentences: Annotated[list[int], Evidence()]
        toll: Annotated[int, Grounded("number")]
        reports: list[Report]

    day = Day(sentences=[1], toll=9, reports=[Report(killed=1, sentences=[2, 3]), Report(killed=2)])
    assert {leaf.path: leaf.evidence for leaf in leaves(day)} == {
        "toll": (1,),
        "reports[0].killed": (2, 3),
        "reports[1].killed": (1,),
    }


def test_evidence_may_be_one_number_and_what_is_none_is_left_out() -> None:
    class One(BaseModel):
        sentence: Annotated[Any, Evidence()]
        toll: Annotated[int, Grounded("number")]

    for written, numbers in ((2, (2,)), (None, ()), (["a", 1], (1,)), ({3}, (3,))):
        (leaf,) = leaves(One(sentence=written, toll=1))
        assert leaf.evidence == numbers


def test_a_class_without_marks_has_nothing_to_check() -> None:
    class Plain(BaseModel):
        killed: int = 3

    assert paths(Plain()) == []
    assert plan_of(Plain).nested == ("killed",)
    assert plan_of(object).steps == ()
    assert not is_record(str)


def test_annotations_that_cannot_be_read_are_told_and_not_overlooked() -> None:
    @dataclasses.dataclass
    class Broken:
        place: "Annotated[str, Nowhere('place')]"  # noqa: F821

    with pytest.raises(SchemaError, match="annotations of Broken cannot be read"):
        paths(Broken("x"))
