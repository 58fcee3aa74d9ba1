"""Dumps of GeoNames made for tests: invented places in the columns of the real ones."""

import zipfile
from collections.abc import Sequence
from pathlib import Path


def line(
    key: int,
    name: str,
    *,
    names: Sequence[str] = (),
    at: tuple[float, float] = (1.0, 2.0),
    feature: str = "P.PPL",
    country: str = "ML",
    part: str = "09",
    population: int = 0,
) -> str:
    """A line of a dump."""
    group, _, code = feature.partition(".")
    columns = [str(key), name, name, ",".join(names), str(at[0]), str(at[1]), group, code, country]
    rest = ["", part, "", "", "", str(population), "", "20", "Africa/Bamako", "2020-01-01"]
    return "\t".join([*columns, *rest]) + "\n"


def dump(folder: Path, *lines: str, name: str = "ML.txt") -> Path:
    """A dump as a text file, or as an archive with a readme beside it."""
    path = folder / name
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "Readme")
            archive.writestr(f"{path.stem}.txt", "".join(lines))
    else:
        path.write_text("".join(lines), "utf-8", newline="\n")
    return path
