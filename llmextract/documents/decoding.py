"""Turns the bytes of an input into text, or says in one line why that cannot be.

UTF-8 and UTF-16 with a byte order mark are read.  Other encodings are not guessed: a wrong guess
changes names silently, and every offset counts on the text being right.
"""

import codecs
import re

from llmextract.documents.inputs import ByteStream
from llmextract.errors import DocumentError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
HEAD = 8192
"""Bytes that are looked at to tell what an input is."""

LONGEST = 16 << 20
"""Most bytes of one article: the longest books have a third of it, and a text of this length takes
two seconds to cut; what is longer is a collection, or a line that never ends."""

UNDECODED = re.compile("[\udc80-\udcff]")
"""What "surrogateescape" makes of a byte that is not UTF-8."""
CONVERT = (
    "convert the file with iconv -f ENCODING -t utf-8, from what it was written in: "
    "windows-1252 in the West, windows-1251 for Cyrillic"
)
"""What to do about another encoding; a guess at it that fits by chance would change every name."""
_TEXT_OF_IT = "save its text as UTF-8 first"
_UNPACK = "unpack it first"
_MAGIC = (
    (b"%PDF", "a PDF file", "turn it into text first, e.g. with pdftotext"),
    (b"PK\x03\x04", "a zip archive or an office document (docx, odt, xlsx)", _TEXT_OF_IT),
    (b"\xd0\xcf\x11\xe0", "an old office document (doc, xls)", _TEXT_OF_IT),
    (b"{\\rtf", "a rich text (RTF) document", _TEXT_OF_IT),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"\x89PNG", "a picture", "only text is read"),
    (b"\xff\xd8\xff", "a picture", "only text is read"),
    (b"GIF8", "a picture", "only text is read"),
    (b"SQLite format 3", "an SQLite database", "export it to CSV or JSON lines first"),
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


def refuse_binary(head: bytes, *, source: str) -> None:
    """Refuse what is empty or no text.

    Args:
        head: the first bytes of the input.
        source: its name.

    Raises:
        DocumentError: the input is empty, of a known binary format, or holds a NUL byte.
    """
    if not head:
        raise DocumentError("is empty", source=source)
    for magic, kind, hint in _MAGIC:
        if head.startswith(magic):
            raise DocumentError(f"is {kind}, not text", source=source, hint=hint)
    if head[257:262] == b"ustar":
        raise DocumentError("is a tar archive, not text", source=source, hint=_UNPACK)
    encoding, _ = encoding_of(head)
    if encoding == "utf-8" and b"\0" in head:
        raise DocumentError(
            f"is binary (NUL byte at offset {head.index(0)})",
            source=source,
            hint="only text is read; UTF-16 needs a byte order mark",
        )


def read_whole(stream: ByteStream, *, source: str) -> bytes:
    """All bytes of one article.

    Raises:
        DocumentError: there are more than any article has.
    """
    data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise DocumentError(
            f"is longer than {LONGEST >> 20} MB, which is no article",
            source=source,
            hint="split it into its articles, one a file or one a line of JSON",
        )
    return data


def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding that the first bytes tell, and the length of their byte order mark."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    return "utf-8", 0


def decode(data: bytes, *, source: str) -> str:
    """Decode a whole input; line ends stay as they are, a byte order mark is no part of the text.

    Raises:
        DocumentError: see `refuse_binary`, or bytes that are not of the encoding.
    """
    refuse_binary(data[:HEAD], source=source)
    encoding, skip = encoding_of(data)
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise undecodable(
            error.object[error.start], skip + error.start, encoding=encoding, source=source
        ) from None
    if "\0" in text:
        at = len(text[: text.index("\0")].encode(encoding, "surrogatepass"))
        raise DocumentError(
            f"is binary (NUL byte at offset {skip + at})", source=source, hint="only text is read"
        )
    return text


def decode_page(data: bytes, *, source: str) -> str:
    """Decode a web page: like `decode`, but the encoding that the page itself names is believed.

    Raises:
        DocumentError: as in `decode`.
    """
    try:
        return decode(data, source=source)
    except DocumentError:
        named = _META_CHARSET.search(data[:HEAD])
        if named is None or b"\0" in data:
            raise
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
        raise


def undecodable(byte: int, offset: int, *, encoding: str, source: str) -> DocumentError:
    """The error for a byte that does not belong where it stands."""
    return DocumentError(
        f"is not {encoding.upper().removesuffix('-LE').removesuffix('-BE')}"
        f" (byte 0x{byte:02X} at offset {offset})",
        source=source,
        hint=CONVERT,
    )
