"""Makes small PDF and Word files for tests."""

import io
from collections.abc import Sequence

import docx
import pypdf


def pdf(*pages: Sequence[str], password: str | None = None) -> bytes:
    """A PDF whose pages have these lines."""
    writer = pypdf.PdfWriter(io.BytesIO(_plain(pages)), clone_from=io.BytesIO(_plain(pages)))
    if password is not None:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _plain(pages: Sequence[Sequence[str]]) -> bytes:
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        drawn = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
        content = f"BT /F1 12 Tf 14 TL 50 780 Td {drawn} ET".encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(out))
    )


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def word(
    *paragraphs: str, title: str = "", rows: Sequence[Sequence[str]] = (), after: str = ""
) -> bytes:
    """A Word document with these paragraphs, then a table, then another paragraph."""
    made = docx.Document()
    if title:
        made.add_heading(title, level=0)
    for text in paragraphs:
        made.add_paragraph(text)
    if rows:
        table = made.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    if after:
        made.add_paragraph(after)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
