"""The signs by which programs, pages and chats part what is no text: turns, code, addresses, disguises."""

import re
from typing import Final

from llmextract.verification.addressing.words import Cued, any_of

_ROLES: Final = (
    r"(?:system|assistant|user|human|ai|model|bot|developer|tool|admin(?:istrator)?|prompt|instructions?"
    r"|commands?|directives?|override|task|output|response)"
)
_BETWEEN: Final = (
    r"(?:hidden|article|paragraph|document|text|input|prompt|context|story|message|instructions?"
    r"|data|page)"
)
FRAMES: Final = re.compile(
    r"<start_of_turn>.*?(?:<end_of_turn>|\Z)|"
    r"<\|[^|>\n]{1,40}\|>.*?(?:<\|(?:im_end|end|eot_id|endoftext)\|>|\Z)"
    r"|\[INST\].*?(?:\[/INST\]|\Z)|<<SYS>>.*?(?:<</SYS>>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK: Final = r"(?:[^\n]|\n(?![^\S\n]*\n))*"
TURN: Final = re.compile(
    rf"[ \t>*-]*(?:\#{{1,6}}[ \t]*{_ROLES}\b|[\[<(*]{{0,2}}{_ROLES}[\]>)*]{{0,2}}[ \t]*:"
    rf"|{_ROLES}[ \t]+(?:message|prompt|note|notice|output|result)[ \t]*[:\n]"
    rf"|[\[<({{]{{1,2}}{_ROLES}(?:[ \t_]\w+){{0,2}}[\]>)}}]{{1,2}}"
    rf"|{_ROLES}[ \t]?(?:\d{{1,2}}[ \t]*:|>)|={{2,}}[ \t]*{_ROLES}[ \t]*={{2,}}"
    r"|(?:ground[ \t]truth|example|paragraph|solution|reminder"
    r"|(?:final|correct|expected|model|reference)[ \t]answer)[ \t]*:"
    rf"|[\[<({{=*#-]+[ \t]*(?:end|begin|start|new|next)[ \t]+(?:of[ \t]+)?(?:the[ \t]+)?"
    rf"{_BETWEEN}\b[^\n]{{0,40}}"
    rf"|(?-i:BEGIN|END)[ \t]+(?-i:HIDDEN|SYSTEM)\b"
    rf"){_BLOCK}",
    re.IGNORECASE,
)
"""Turns of a chat, by the signs and the names that models are trained with."""
_ENDINGS: Final = "jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|pptx?|csv|json|html?|mp[34]|mov|zip"
DATA: Final[Cued] = (
    (("```", "~~~"), re.compile(r"(```|~~~).*?(?:\1|\Z)", re.DOTALL)),
    (("`",), re.compile(r"(?<![`\w])`[^`\n]{1,300}`(?![`\w])")),
    (
        ("=",),
        any_of(
            r"(?<![\w-])[\w-]{1,40}=\"[^\"\n]{0,300}\"",
            r"(?:(?<![\w=])[A-Za-z_]\w{0,40}=[^\s;]{1,60};[ \t]*)+",
            r"\$[A-Za-z_]\w{0,40}\s*=\s*[^\s;]{1,60}",
            r"(?<!\w)(['\"])[A-Za-z_]\w{0,40}=\d[\d.,]*\1",
            r"(?<!\w)(?:int|var|let|const|float|my|assert|def)\s[^\n]{0,40}={1,2}\s*\d[\d.]*",
        ),
    ),
    (
        ("</",),
        re.compile(
            rf"<((?:[a-z]{{1,20}}_)?{_ROLES}(?:_[a-z]{{1,20}})?)>.{{0,2000}}?</\1>"
            r"|<([A-Za-z_]\w{0,40})>\s*\d[\d.,]*\s*</\2>",
            re.DOTALL | re.IGNORECASE,
        ),
    ),
    (
        ("{%", "%%", "\\begin{comment}"),
        re.compile(
            r"\{%.{0,200}?%\}(?:.{0,2000}?\{%[^%]{0,40}end.{0,200}?%\})?|%%[^%]{0,2000}%%"
            r"|\\begin\{comment\}.{0,2000}?\\end\{comment\}",
            re.DOTALL,
        ),
    ),
    (("[/",), re.compile(r"\[([a-z]{3,20})\].{0,2000}?\[/\1\]", re.DOTALL | re.IGNORECASE)),
    (('("', "('"), any_of(r"\b[a-z_][\w.]{1,40}\((?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}')\)")),
    (('":', '" :'), any_of(r"\"\w{1,40}\"\s?:\s*(?:\"[^\"\n]{0,300}\"|\d[\d.]*)")),
    (("//",), any_of(r"(?:\A|(?<=\n)|(?<=[.!?]\s))//[ \t][^\n]*")),
    (
        ("INSERT INTO", "UPDATE ", "DELETE FROM", "SELECT "),
        re.compile(
            r"\b(?:INSERT INTO|UPDATE \w+ SET|DELETE FROM|SELECT [^;\n]{1,200}? (?:FROM|AS))\b[^;\n]*;?"
        ),
    ),
    (("#",), any_of(r"(?<![\w&])#\w*\d\w*")),
    (("<-",), any_of(r"\b\w{1,40}\s?<-\s?\d[\d.]*")),
    (("->",), any_of(r"\b\w{1,40}\s?->\s?\d[\d.]*")),
    (
        ("://", "www.", "/", "@", "doi:"),
        any_of(
            r"\b[a-z][a-z+.-]{1,10}://[^\s<>\"”»]+|\bmailto:[^\s<>\"”»]+|\bwww\.[^\s<>\"”»]+|\bdoi:\s*\S+|\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+",
            r"(?<![\w./])(?:[a-z0-9-]{2,63}\.){1,4}(?:com|org|net|info|gov|edu|int|news|[a-z]{2})/[^\s<>\"”»]*",
        ),
    ),
    (
        (*(f".{one}" for one in _ENDINGS.replace("?", "").split("|")), ".jpg", ".mp3", ".mp4"),
        any_of(rf"(?<![\w/])[\w%-]{{1,80}}\.(?:{_ENDINGS})(?!\w)"),
    ),
)
"""Blocks, assignments and comments of code, elements that hold nothing but a number, addresses, names
of files; each with the letters without which it does not stand in a text."""

SPACED: Final = re.compile(r"(?<!\w)(?:\w[.·*_-]){4,}\w(?!\w)")
STOP: Final = re.compile(r"[.!?…][\"”’'»)\]]*\s|\n[^\S\n]*\n")
MIXED: Final = re.compile(r"\b(?=\w*[a-z])(?=\w*[\u0370-\u03ff\u0400-\u04ff])\w+", re.IGNORECASE)
"""A word of Latin letters and of others that look like them."""
ALIKE: Final = str.maketrans(
    "аеорсухіјѕԁһӏАВЕКМНОРСТХУІЈЅοανρτικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhlABEKMHOPCTXYIJSoavptikABEZHIKMNOPTYX",
)
"""Letters of Cyrillic and Greek, each as the Latin one that it looks like."""
