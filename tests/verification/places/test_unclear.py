"""A name that no rule reads is unclear, as is what is no name; known places and targets are not."""

import pytest

from llmextract.verification.places.judging import ruled
from llmextract.verification.source_text import SourceText


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("A worker of an NGO was shot; NGO staff fled.", "NGO", "unclear"),
        ("Five people died during Eid.", "Eid", "unsupported"),
        ("A man was shot in the leg.", "leg", "unclear"),
        ("A man was shot in the market.", "market", "supported"),
        ("A mine went off in the Fakra area (Ostrelka, Varnik).", "Ostrelka", "supported"),
        ("A mine went off in the Fakra area (Ostrelka, Varnik).", "Varnik", "supported"),
        ("A mine was laid by the Fakra Front (Ostrelka).", "Ostrelka", "unclear"),
        (
            "A bomb went off on 15th Avenue and 6th Street, Zone 13.",
            "15th Avenue and 6th Street, Zone 13",
            "supported",
        ),
        ("A man of 15th Avenue fled to 6th Street.", "15th Avenue and 6th Street", "unsupported"),
        ("Ostrelka woke to gunfire.", "Ostrelka", "unclear"),
        ("Mogadishu woke to gunfire.", "Mogadishu", "supported"),
        ("Gunmen shelled Ostrelka.", "Ostrelka", "supported"),
        ("Ostrelka district was attacked.", "Ostrelka", "supported"),
        ("In Beni territory, five farmers were killed.", "Beni", "supported"),
        ("They snatched children from the village of Ostrelka.", "Ostrelka", "supported"),
        ("Children from the village of Ostrelka sang.", "Ostrelka", "unsupported"),
        ("A mob set fire to the village of Ostrelka.", "Ostrelka", "supported"),
        ("They fled to Ostrelka.", "Ostrelka", "unsupported"),
    ],
)
def test_places_that_no_rule_reads(text: str, value: str, verdict: str) -> None:
    assert ruled(value, SourceText(text, language="en"))[0].verdict == verdict
