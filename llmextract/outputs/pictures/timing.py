"""The timeline of some incidents before it is drawn: its days, and a bar for each that is dated."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from llmextract.outputs.pictures.gathering import Happening

WIDTH = 960.0
MARGIN = 40.0
LANE = 18.0
"""Height of a row of bars."""
_LEAST = 12.0
"""Width of the bar of a single day that is hardly wider than a hair."""
_GAP = 2.0
_TICKS = 8
_LETTER = 6.2
"""Mean width of a letter of a label, which is set at 11 units."""
_LABELLED = 60
"""With more incidents than this, labels would make the picture taller than a page."""
_STEPS = (1, 2, 7, 14)
"""Days between two ticks; after them whole months and years."""
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Bar:
    """An incident on the timeline.

    Attributes:
        number: of the incident.
        lane: its row, from the top.
        left: where it begins.
        right: where it ends.
        first: its first day.
        last: its last day.
        label: what it is, where there is room for that; before the bar where it is none behind it.
        is_hinted: whether its days are only hinted at.
    """

    number: int
    lane: int
    left: float
    right: float
    first: date
    last: date
    label: str = ""
    is_hinted: bool = False

    @property
    def is_label_before(self) -> bool:
        """Whether the label ends where the bar begins."""
        return self.right + _width(self.label) > WIDTH and self.left > WIDTH / 2

    @property
    def room(self) -> tuple[float, float]:
        """From where to where the bar and its label reach."""
        width = _width(self.label)
        if self.is_label_before:
            return self.left - width, self.right
        return self.left, self.right + width

    @property
    def days(self) -> str:
        """Its days in words."""
        first, last = self.first.isoformat(), self.last.isoformat()
        return first if first == last else f"{first} to {last}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """A timeline.

    Attributes:
        width: of the picture.
        lanes: rows of bars.
        bars: in the order of their first day.
        ticks: where a day is written, and the words.
        undated: the incidents that have no day, by number.
    """

    width: float
    lanes: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    undated: tuple[int, ...]


def timeline_of(happenings: Iterable[Happening], *, is_labelled: bool = True) -> Timeline | None:
    """The timeline of some incidents; ``None`` where the day of none is known.

    Args:
        happenings: the incidents.
        is_labelled: whether bars say what they are; without that they take fewer rows.
    """
    shown = list(happenings)
    dated = sorted((one.days, one.number) for one in shown if one.days is not None)
    hinted = {one.number for one in shown if one.is_hinted}
    if not dated:
        return None
    first = min(days[0] for days, _ in dated)
    last = max(days[1] for days, _ in dated)
    scale = (WIDTH - 2 * MARGIN) / ((last - first).days + 1)

    def across(day: date) -> float:
        return MARGIN + (day - first).days * scale

    is_labelled = is_labelled and len(dated) <= _LABELLED
    headings = {one.number: one.heading for one in shown} if is_labelled else {}
    bars: list[Bar] = []
    rows: list[list[tuple[float, float]]] = []
    for (start, end), number in dated:
        left = across(start)
        right = max(across(end) + scale - _GAP, left + _LEAST)
        label = _shortened(headings.get(number, ""))
        bar = Bar(number, 0, round(left, 1), round(right, 1), start, end, label, number in hinted)
        low, high = bar.room
        lane = next(
            (at for at, row in enumerate(rows) if all(high < a or b < low for a, b in row)),
            len(rows),
        )
        rows[lane:] = rows[lane:] or [[]]
        rows[lane].append((low, high))
        bars.append(replace(bar, lane=lane))
    ticks = tuple((round(across(day), 1), words) for day, words in _ticks(first, last))
    undated = tuple(one.number for one in shown if one.days is None)
    return Timeline(WIDTH, len(rows), tuple(bars), ticks, undated)


def _shortened(label: str) -> str:
    return label if len(label) <= 60 else f"{label[:59]}…"


def _width(label: str) -> float:
    return len(label) * _LETTER + 8 if label else 0.0


def _ticks(first: date, last: date) -> Iterator[tuple[date, str]]:
    """Some days between two, evenly, each in words as exact as the steps between them."""
    days = (last - first).days + 1
    for step in _STEPS:
        if days <= step * _TICKS:
            yield from (
                (first + timedelta(days=at), (first + timedelta(days=at)).isoformat())
                for at in range(0, days, step)
            )
            return
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((one for one in _MONTHS if months <= one * _TICKS), _MONTHS[-1])
    yield from (
        (day, day.isoformat()[:7] if step < 12 else str(day.year))
        for day in _month_starts(first, step)
        if day <= last
    )


def _month_starts(first: date, step: int) -> Sequence[date]:
    """The first days of some months, on round ones, from a day on."""
    start = first.year * 12 + first.month - 1
    months = [start // step * step + step * at for at in range(_TICKS + 2)]
    days = [date(month // 12, month % 12 + 1, 1) for month in months if month < 12 * 9999]
    return [day for day in days if day >= first]
