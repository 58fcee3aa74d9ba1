"""How words are built that are said to a reader or a machine: the patterns, and the words of the language."""

import re
import tomllib
from pathlib import Path
from typing import Final


def _table(name: str) -> dict[str, str]:
    """The words of a file of ``languages/``, as alternatives of a pattern."""
    path = Path(__file__).parent / "languages" / name
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: "|".join(words.split()) for key, words in table.items()}


_Cued = tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]
"""Patterns, each with the letters without which it does not stand in a text."""
_WORD: Final = r"[^\W\d_]+"
STARTS: Final = re.compile(r"[.!?…:;][\"”’'»)\]]*\s+|\n\s*|(?<![\w.,!?])\"(?=\w)|[“«„‘]\s*")
"""What stands before the first word of a sentence or a quotation."""
_DUTY: Final = r"(?:must|should|shall|will|have\s+to|need\s+to|are\s+to|ought\s+to)"
_ANSWER: Final = (
    r"(?:answer|output|response|reply|summary|extraction|json|records?|instructions?|task)"
)
_READER: Final = (
    r"(?:language\s+models?|extractors?|annotators?|assistants?|chat\s?bots?|ai|llms?|models?|parsers?|readers?"
    r"|coders?|reviewers?|systems?)"
)
_TELL: Final = _table("en.toml")["tell"]
_HARM: Final = _table("en.conflict.toml")["harm"]
_BEFORE: Final = (
    r"(?:(?:please|kindly|now|then|so|also|always|just|simply|instead|and|but|first|next|finally|"
    rf"dear\s+{_WORD})[,:]?\s+){{0,3}}(?:(?:do\s+not|don['’]t|never)\s+)?"
)
_NUMBERS: Final = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|(?:a\s+)?hundreds?|dozens?|thousands?"
)
_OBJECT: Final = (
    r"(?=\s+(?:(?:down|up|in|out|back|off)\s+)?(?:(?:the|an?|all|any|every|each|no|this|that|these|those|my|our"
    r"|your|its|his|her|their|it|them|him|me|us|everything|anything|nothing|what|whatever|only|just|exactly|after\s+me"
    rf"|with|{_NUMBERS})\b|[\d\"“'{{]))"
)
_REST: Final = r"(?:[^.!?\n]|\n(?![^\S\n]*\n)|[.!?](?=\w))*"
"""To the end of the sentence; a stop inside a number is none, and a line may be wrapped."""
COMMAND: Final = re.compile(
    rf"(?:(?:when|whenever|if|before|while|once|as)\b[^,.!?\n]{{1,80}},\s*)?{_BEFORE}(?:(?:{_TELL})\b{_OBJECT}|(?<=please\s){_WORD}"
    rf"|(?:set|output|return|give|make|put|enter|insert|fill|change|update|let)\s+\w+\s+(?:(?:to|as|with|be|=)\s+)?\d"
    rf"|(?:make\s+sure|be\s+sure|act\s+as|start\s+your|begin\s+your|be\s+an?\s+(?:\w+\s+)?{_READER}|let\s+(?:the|us\s+(?:say|pretend|assume|suppose|imagine|report|write)))\b){_REST}",
    re.IGNORECASE,
)
QUOTED_HARM: Final = re.compile(rf"(?:{_HARM})\b(?!\s+with\b){_OBJECT}[^\"”»“„\n]*", re.IGNORECASE)
OPENS: Final = '"“«„‘'
SPEAKS: Final = re.compile(
    r"(?:[:,.!?…—–\-(\n]|\A|\b(?:to|reads?|sa(?:id|ys|ying)|words?|wrote|reading|is|was|were))\s*\Z",
    re.I,
)
"""What stands before a quotation that is no part of its sentence: 'these acts "show the …"' is one."""
ORDER: Final = re.compile(
    rf"\b(?:orders?|commands?|demands?|instructions?|threats?|slogans?|calls?|pleas?)\b[^.:!?\n]{{0,40}}:\s*"
    rf"((?:{_HARM})\b{_OBJECT}{_REST})",
    re.IGNORECASE,
)
FIRST: Final = re.compile(_WORD)
_LEADS: Final = (
    "please|kindly|when|whenever|if|before|while|once|as|let|be|act|start|begin|now|then|so|also|always|just"
    "|simply|instead|and|but|first|next|finally|dear|do|don|never"
)
FIRST_WORDS: Final = frozenset(f"{_LEADS}|{_TELL}|{_HARM}".split("|"))
"""Words with which a command may begin."""

_SAYS_TO: Final = rf"(?:\w+\s+)?(?:{_TELL})\b"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


ADDRESSED: Final[_Cued] = (
    (
        ("you ",),
        _any(
            rf"\byou\s+(?:{_WORD}\s+)?{_DUTY}\s+(?:\w+\s+)?{_SAYS_TO}",
            rf"\byou\s+are\s+(?:now\s+)?an?\s+(?:\w+\s+)?(?:{_READER}|reporter|journalist|analyst|expert)\b",
            r"\byou\s+are\s+(?:required|expected|asked|instructed|ordered|told|obliged)\s+to\b",
            rf"\b(?:if|when)\s+you\s+(?:{_TELL})\b",
            r"\byou\s+(?:have\s+)?(?:read|see|saw|were\s+told)\s+(?:above|before|below|earlier|here)\b",
            rf"\b(?:want|like|ask|order|tell|need|instruct)\s+you\s+to\s+(?:{_TELL})\b",
        ),
    ),
    (
        ("your",),
        _any(rf"\byour\s+(?:\w+\s+)?{_ANSWER}\b"),
    ),
    (
        ("ing this", "ds this", "ead this"),
        _any(rf"\b(?:reads?|reading)\s+this\s+{_DUTY}\s+{_SAYS_TO}"),
    ),
    (
        ("extractor", "annotator", "assistant", "bot", "model", "parser", "coder", "ai ", "llm"),
        _any(
            rf"\b{_READER}\s+(?:{_DUTY}|has\s+to|needs\s+to|is\s+to)\s+{_SAYS_TO}",
            r"\bas\s+an?\s+(?:ai|assistant|language\s+model)\b",
            r"\b(?:ai|llm|machine)\s+(?:readers?|users?|systems?|tools?|models?)\s*:",
            r"\b(?:notes?|messages?|instructions?)\s+(?:to|for)\s+(?:the\s+)?(?:ai|llms?|models?|extractors?|annotators?"
            r"|assistants?|parsers?)\b",
        ),
    ),
    (
        ("note", "message", "instruction", "memo", "reminder", "attention"),
        _any(
            r"\b(?:notes?|messages?|instructions?|memos?|reminders?|attention)\s+(?:to|for)\s+"
            rf"(?:the\s+|all\s+|any\s+)?(?:\w+\s+)?{_READER}\s*[:,]"
        ),
    ),
    (
        ("correct ", "expected ", "right ", "true ", "gold "),
        _any(
            r"\b(?:correct|expected|right|true|gold)\s+(?:extraction|answer|output|label|response|annotation|record)\s*"
            r"(?:is|has|:|was|=)"
        ),
    ),
    (
        ("tory to", "required to", "necessary to"),
        _any(
            r"\b(?:mandatory|required|necessary|obligatory)\s+to\s+(?:answer|output|respond|return|report)\b"
        ),
    ),
    (
        ("instruction", "prompt", "json"),
        _any(
            r"\b(?:previous|prior|earlier|above|preceding|new|updated|following|secret|hidden|system)\s+"
            r"(?:instructions?|prompts?)\b",
            r"\b(?:this|system)\s+prompt\b",
            r"\bjson\b",
        ),
    ),
    (
        ("anterior", "respuesta", "resposta", "acima", "previas"),
        _any(
            r"\blo\s+anterior\b[^\n]{0,200}?\d|\binstrucciones\s+(?:anteriores|previas)\b|\b(?:tu|su)\s+respuesta\b",
            r"\btexto\s+acima\b|\binstru[çc][õo]es\s+anteriores\b|\bsua\s+resposta\b",
        ),
    ),
    (
        ("qui pr", "dentes", "votre r"),
        _any(
            r"\bce\s+qui\s+pr[ée]c[èe]de\b[^\n]{0,200}?\d|\binstructions\s+pr[ée]c[ée]dentes\b|\bvotre\s+r[ée]ponse\b"
        ),
    ),
    (
        ("предыдущ", "anweisung", "التعليمات"),
        _any(
            r"предыдущи\w+\s+(?:инструкци|указани)|\b(?:vorherigen?|obigen?)\s+anweisung",
            r"التعليمات\s+السابقة",
        ),
    ),
)
"""A reader who must say something, and words for the message itself, in the languages that are read;
each with the letters without which it does not stand in a text."""
UNTOLD: Final[_Cued] = (
    (
        ("nobody", "no one", "no-one", "none of"),
        _any(
            r"\b(?:nobody|no[\s-]one|none\s+of\s+(?:them|the\s+\w+))\s+"
            r"(?:(?:has|had|have|ever|could|can|would|yet)\s+)*"
            r"(?:count|report|confirm|claim|sa(?:id|ys?|w)|believ|mention|record|f[io]nd|found|alleg|state)\w*\s+"
            rf"((?:\w+\s+){{0,3}}?(?:\d|{_NUMBERS})[^.,;!?\n]*)"
        ),
    ),
    (
        ("at no time", "under no circ", "never ", "in no case"),
        _any(
            r"\b(?:at\s+no\s+time|under\s+no\s+circumstances|never|in\s+no\s+case)\s+"
            rf"((?:were|was|did|had|have|has)\b[^.,;!?\n]*?(?:\d|\b(?:{_NUMBERS})\b)[^.,;!?\n]*)"
        ),
    ),
    (("no ",), _any(r"(?:\A|(?<=[.!?]\s))no\s+(\d[\d,]*\s+[^\W\d_]+\b[^.,;!?\n]*)")),
    (
        (
            "must",
            "should",
            "shall",
            "have to",
            "has to",
            "had to",
            "need to",
            "needs to",
            "ought to",
        ),
        _any(
            r"\b(?:must|should|shall|ha(?:ve|s)\s+to|needs?\s+to|ought\s+to)\s+"
            rf"(?:\w+ly\s+|all\s+|also\s+|not\s+)?((?:{_TELL})\b[^,;!?\n]{{0,60}}?"
            rf"(?:\d|\b(?:{_NUMBERS})\b)(?:[^.,;!?\n]|[.,](?=\d))*)"
        ),
    ),
    (
        ("?",),
        _any(
            r"(?:\A|(?<=[.!?]\s)|(?<=\n))((?:did|do|does|was|were|is|are|could|would|can|will|should)\s[^.!?\n]*\?)",
            r"(?:\A|(?<=[.!?]\s)|(?<=\n))([^.!?\n]*\?\s+No\b)",
        ),
    ),
)
"""What is not told although its words stand there: numbers that nobody told, that never were, that
must be told; what is only asked.  The words of the group, each with the letters it needs."""

_ROLES: Final = (
    r"(?:system|assistant|user|human|ai|model|bot|developer|tool|prompt|instructions?"
    r"|commands?|directives?|override|task|output|response)"
)
FRAMES: Final = re.compile(
    r"<\|[^|>\n]{1,40}\|>.*?(?:<\|(?:im_end|end|eot_id|endoftext)\|>|\Z)"
    r"|\[INST\].*?(?:\[/INST\]|\Z)|<<SYS>>.*?(?:<</SYS>>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK: Final = r"(?:[^\n]|\n(?![^\S\n]*\n))*"
TURN: Final = re.compile(
    rf"[ \t>*-]*(?:\#{{1,6}}[ \t]*{_ROLES}\b|[\[<(*]{{0,2}}{_ROLES}[\]>)*]{{0,2}}[ \t]*:"
    rf"|{_ROLES}[ \t]+(?:message|prompt|note|notice)[ \t]*[:\n]){_BLOCK}",
    re.IGNORECASE,
)
"""Turns of a chat, by the signs and the names that models are trained with."""
DATA: Final = re.compile(
    r"```.*?(?:```|\Z)"
    r"|(?<![`\w])`[^`\n]{1,300}`(?![`\w])"
    r"|(?<![\w-])[\w-]{1,40}=\"[^\"\n]{0,300}\""
    rf"|<({_ROLES})>.{{0,2000}}?</\1>"
    r"|(?:(?<![\w=])[A-Za-z_]\w{0,40}=[^\s;]{1,60};[ \t]*)+"
    r"|<([A-Za-z_]\w{0,40})>\s*\d[\d.,]*\s*</\2>",
    re.DOTALL | re.IGNORECASE,
)
"""Blocks and assignments of code, elements that hold nothing but a number."""

SPACED: Final = re.compile(r"(?<!\w)(?:\w[.·*_-]){4,}\w(?!\w)")
STOP: Final = re.compile(r"[.!?…][\"”’'»)\]]*\s|\n[^\S\n]*\n")
DATA_SIGNS: Final = ("`", "=", "</")
