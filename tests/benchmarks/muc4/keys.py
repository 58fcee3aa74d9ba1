"""A small key of our own making."""

from typing import Any

TEMPLATE: dict[str, Any] = {
    "id": 1,
    "type": "ATTACK",
    "date_ranges": [["1990-01-05", "1990-01-05"]],
    "locations": [{"parts": [{"name": "TONDO"}, {"name": "KASSOU"}]}],
    "instruments": [{"mentions": ["RIFLES", "GUNS"]}, {"mentions": []}],
    "perp_individuals": [["MASKED MEN"], []],
    "perp_orgs": [["DELTA COLUMN", "COLUMN"], ["NIGHT WATCH"]],
    "perp_orgs_optional": [False, True],
    "phys_targets": [["GRAIN STORE"]],
    "human_targets": [
        {"names": ["ANA RUIZ"], "descriptions": ["TRADER"]},
        {"names": [], "descriptions": ["GUARDS"], "optional": True},
        {"names": [], "descriptions": []},
    ],
    "killed": {"value": 3, "min": 3, "max": 3},
    "injured": {"value": None, "min": 2, "max": None},
}
RIGHT: dict[str, Any] = {
    "type": "armed attack",
    "date": "5 JAN 90",
    "locations": ["Kassou", "Tondo"],
    "perpetrators": ["masked men", "the Delta Column"],
    "targets": ["grain store"],
    "victims": ["trader"],
    "weapons": ["guns"],
    "killed": 3,
    "injured": 2,
}
