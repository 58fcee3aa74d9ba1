"""How the compiled gazetteer is laid out: what its writer and its reader must agree on.

Few large rows: SQLite takes a microsecond to write a row whatever its size, which for 800,000 of
them was a third of the time to compile; parting a row of some kilobytes again takes two.
"""

from zlib import crc32

SCHEMA = """
CREATE TABLE place (block INTEGER PRIMARY KEY, lines TEXT NOT NULL);
CREATE TABLE name (bucket INTEGER PRIMARY KEY, lines TEXT NOT NULL);
CREATE TABLE demonym (key TEXT NOT NULL, country TEXT NOT NULL,
                      PRIMARY KEY (key, country)) WITHOUT ROWID;
CREATE TABLE country (code TEXT PRIMARY KEY, key TEXT NOT NULL, capital TEXT) WITHOUT ROWID;
CREATE TABLE seat (part INTEGER PRIMARY KEY, key TEXT NOT NULL, place INTEGER NOT NULL);
"""
"""``place.lines`` holds BLOCK places, a line each, in the order of their positions: the fields of
``gazetteer.Place`` parted by tabs.  ``name.lines`` begins with a line break and holds of each name in
the bucket and each place that bears it one line: the key, a tab, the place's position.  ``seat`` has the
id of a part of a country, a name of its seat and the seat's id."""

BLOCK = 64
BUCKETS = 4096


def bucket_of(key: str) -> int:
    """The bucket in which a name is looked for."""
    return crc32(key.encode("utf-8", "replace")) % BUCKETS


def positions(lines: str, key: str) -> list[int]:
    """Positions of the places that bear a name.

    Args:
        lines: what the name's bucket holds.
        key: the name, folded by ``fold_place``.
    """
    found = []
    needle = f"\n{key}\t"
    at = lines.find(needle)
    while at >= 0:
        end = lines.index("\n", at + 1)
        found.append(int(lines[at + len(needle) : end]))
        at = lines.find(needle, end)
    return found
