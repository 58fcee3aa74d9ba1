"""Run files of our own making for scores against gold."""

from typing import Any

RECORD: dict[str, Any] = {
    "sentences": [1],
    "event_type": "shelling",
    "status": "happened",
    "date": "Friday",
    "locations": [{"name": "Kassou", "kind": "town", "within": ["Tondo"]}],
    "perpetrators": [{"name": "masked men", "kind": "rebels"}],
    "targets": [
        {"name": "grain store", "kind": "facility"},
        {"name": "trucks", "kind": "vehicle"},
        {"name": "trader", "kind": "civilians"},
        {"name": "Ana Ruiz", "kind": "unknown"},
    ],
    "weapons": ["guns"],
    "killed": 3,
    "injured": None,
}


def rows(*paragraphs: list[dict[str, Any]], schema: str = "incident") -> list[dict[str, Any]]:
    """The lines of a run over one document called ``a``."""
    header = {"version": "0", "format": 1, "schema": schema, "model": "test:m"}
    run = {
        "model": "test:m", "digest": "", "cached": False, "seconds": 0.0, "attempts": 0,
        "usage": {"prompt_tokens": 0, "completion_tokens": 0},
    }  # fmt: skip
    document = {"id": "a", "source": "a.txt", "title": None, "published": "1990-01-08"}
    return [
        {"llmextract": header},
        *(
            {
                "document": document,
                "paragraph": {"index": i, "start": 100 * i, "end": 100 * i + 4, "text": "Fire"},
                "records": records,
                "findings": [],
                "failure": None,
                "run": run,
            }
            for i, records in enumerate(paragraphs)
        ),
    ]
