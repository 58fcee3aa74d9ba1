"""``verify`` over a table: three columns more for each one that is checked, every row told of."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from llmextract import cli
from llmextract.documents.decoding import CONVERT

HEADER = "id,body,head,killed,hurt,where,when,arms"
ROWS = f"""{HEADER}
1,Five carters were killed and two guards injured near Oru on Sunday by a pipe bomb.,,5,2,Oru,Sunday,pipe bomb
2,"Five carters, all young, were killed.",Blast in Oru,6,,Oru; Bex,,
"""
CHECKS = (
    "--text-column", "body", "--context-column", "head", "--number", "killed",
    "--number", "hurt=injured", "--place", "where", "--date", "when", "--quote", "arms",
)  # fmt: skip

QUOTES = "put cells that hold the delimiter in quotes"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Writes a table, verifies it, and hands back the exit status, the output and the errors."""

    def run(table: str | bytes, *options: str, name: str = "rows.csv") -> tuple[int, str, str]:
        path = tmp_path / name
        path.write_bytes(table if isinstance(table, bytes) else table.encode())
        status = cli.run(["verify", str(path), *(options or CHECKS)])
        out, err = capsys.readouterr()
        return status, out, err.replace(str(tmp_path) + "/", "")

    return run


def rows(out: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out), delimiter=delimiter))


def test_each_checked_column_gets_a_verdict_a_reason_and_the_words(verify: Run) -> None:
    status, out, err = verify(ROWS)
    assert status == 0
    first, second = rows(out)
    assert list(first)[:8] == HEADER.split(",")
    assert list(first)[8:11] == ["killed_verdict", "killed_reason", "killed_span"]
    assert [first[f"{c}_verdict"] for c in ("killed", "hurt", "where", "when", "arms")] == [
        "supported"
    ] * 5
    assert first["killed_span"] == "0-12 Five carters"
    assert second["killed_verdict"] == "unsupported"
    assert second["killed_reason"] == "not in the text"
    assert second["hurt_verdict"] == ""
    assert second["where_verdict"] == "unsupported"
    assert second["where_span"] == "context 9-12 Oru"
    assert err == "2 rows checked: 6 supported, 2 unsupported\n"


def test_the_role_is_the_columns_name_unless_one_is_given(verify: Run) -> None:
    table = "t,dead_men,n\nFive carters were killed and two injured.,5,2\n"
    options = ("--text-column", "t", "--number", "dead_men", "--number")
    assert rows(verify(table, *options, "n=injured")[1])[0]["n_verdict"] == "supported"
    (row,) = rows(verify(table, *options, "n=killed")[1])
    assert row["n_verdict"] == "unsupported"
    assert row["dead_men_verdict"] == "supported"


def test_a_column_whose_name_has_an_equals_sign_is_that_column(verify: Run) -> None:
    table = "t,n=1\nFive carters were killed.,5\n"
    status, out, _ = verify(table, "--text-column", "t", "--number", "n=1")
    assert status == 0
    assert list(rows(out)[0])[-1] == "n=1_span"


def test_bad_rows_are_one_line_each_and_the_others_go_on(verify: Run) -> None:
    table = (
        HEADER.encode()
        + b"\n1,,,5,,,,\n2,a,b,c,d,e,f,g,h\n3,caf\xe9,,1,,,,\n\n"
        + b"4,Five carters were killed.,,5\n"
    )
    status, out, err = verify(table)
    assert status == 1
    kept = rows(out)
    assert [row["id"] for row in kept] == ["1", "4"]
    assert kept[0]["killed_verdict"] == ""
    assert kept[1]["killed_verdict"] == "supported"
    assert err.splitlines() == [
        "llmextract: rows.csv:2: has no text",
        f"llmextract: rows.csv:3: has 9 cells under 8 names; {QUOTES}",
        f"llmextract: rows.csv:4: is not UTF-8 (byte 0xE9); {CONVERT}",
        "1 row checked: 1 supported; 3 could not be read",
    ]


def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_read_as_it_was(verify: Run) -> None:
    table = 't,n,other\n"-Five carters were killed.",5,=1+1\n'
    options = ("--text-column", "t", "--number", "n=killed")
    _, out, _ = verify(table, *options)
    (row,) = rows(out)
    assert row["t"] == "'-Five carters were killed."
    assert row["other"] == "'=1+1"
    assert row["n_span"] == "1-13 Five carters"
    # Once more over its own output: nothing is guarded twice and the offsets are the same.
    assert verify(out, *options)[1] == out


def test_columns_of_an_earlier_check_are_written_anew(verify: Run) -> None:
    table = "t,n,n_verdict,z\nFive carters were killed.,5,wrong,last\n"
    _, out, _ = verify(table, "--text-column", "t", "--number", "n=killed")
    assert out.splitlines()[0] == "t,n,n_verdict,z,n_reason,n_span"
    assert rows(out)[0]["n_verdict"] == "supported"


@pytest.mark.parametrize(("name", "delimiter"), [("r.tsv", "\t"), ("r.csv", ";"), ("r.txt", ",")])
def test_the_delimiter_is_that_of_the_header_and_stays(
    name: str, delimiter: str, verify: Run
) -> None:
    table = delimiter.join(["t", "n"]) + "\n" + delimiter.join(["Five men were killed.", "5"])
    _, out, _ = verify(table, "--text-column", "t", "--number", "n=killed", name=name)
    assert rows(out, delimiter)[0]["n_verdict"] == "supported"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str, verify: Run) -> None:
    table = "t,n\nFive men were killed in Sévaré.,5\n".encode(encoding)
    status, out, _ = verify(table, "--text-column", "t", "--number", "n=killed")
    assert status == 0
    assert rows(out)[0]["t"] == "Five men were killed in Sévaré."


def test_a_damaged_file_of_two_byte_characters_ends_with_one_line(verify: Run) -> None:
    table = "t,n\nFive men were killed.,5\n".encode("utf-16") + b"\x00\xd8"
    status, _, err = verify(table, "--text-column", "t", "--number", "n=killed")
    assert status == 1
    assert "rows.csv: line 3 and all after it cannot be read (" in err


def test_the_result_goes_where_o_says(verify: Run, tmp_path: Path) -> None:
    status, out, err = verify(ROWS, *CHECKS, "-o", str(tmp_path / "checked.csv"))
    assert (status, out) == (0, "")
    assert rows((tmp_path / "checked.csv").read_text())[0]["killed_verdict"] == "supported"
    assert err.startswith("2 rows checked")


def test_standard_input_is_a_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(ROWS.encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert cli.run(["verify", "-", *CHECKS]) == 0
    assert len(rows(capsys.readouterr().out)) == 2


def test_another_language_can_be_named(verify: Run) -> None:
    table = "t,n\nDieciséis campesinos murieron.,16\n"
    options = ("--text-column", "t", "--number", "n=killed", "--language", "es")
    assert rows(verify(table, *options)[1])[0]["n_verdict"] == "supported"


def test_nothing_to_check_in_any_cell_is_said(verify: Run) -> None:
    _, _, err = verify("t,n\nIt rained.,\n", "--text-column", "t", "--number", "n")
    assert err == "1 row checked: no value to check\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--number", "killed"], "needs --text-column; the columns of rows.csv: id, body"),
        (["--text-column", "body"], "nothing to check is named"),
        (["--text-column", "b", "--number", "n"], "there is no column 'b', 'n'; the columns of"),
        ([*CHECKS, "--place", "killed"], "'killed' is to be checked twice"),
        ([*CHECKS, "--content", "x"], "--content is for run files"),
    ],
    ids=["text", "checks", "missing", "twice", "content"],
)
def test_options_that_cannot_be_are_wrong_use(
    options: list[str], message: str, verify: Run
) -> None:
    status, out, err = verify(ROWS, *options)
    assert (status, out) == (2, "")
    assert message in err


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (b"", "rows.csv: is empty"),
        (b"a,b,a\n", "two columns called 'a'"),
        (b"PK\x03\x04rest", "zip archive"),
        (b'a,"b\n', "there is no column"),
        (b"\xff\xfea\x00\x00\xd8", "rows.csv: line 1 and all after it cannot be read"),
    ],
    ids=["empty", "twice", "zip", "quote", "damaged"],
)
def test_a_file_that_is_no_table_is_wrong_use(table: bytes, message: str, verify: Run) -> None:
    status, _, err = verify(table)
    assert status == 2
    assert message in err


def test_options_for_tables_do_not_fit_a_run_file(verify: Run, tmp_path: Path) -> None:
    for name in ("run.jsonl", "run.txt"):
        status, _, err = verify('{"llmextract": {"format": 1}}\n', *CHECKS, name=name)
        assert status == 2
        assert "--text-column, --context-column, --number, --place, --date, --quote are for" in err
    status, _, err = verify("{}", "--language", "es", name="run.jsonl")
    assert status == 2
    assert "--language is for tables" in err


def test_a_missing_file_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("missing.csv", "missing.jsonl", "missing"):
        assert cli.run(["verify", name]) == 2
        assert "missing" in capsys.readouterr().err
