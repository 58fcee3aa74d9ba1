"""How words are built that are said to a reader or a machine: the patterns, and the words of the language."""

import re
from typing import Final

from llmextract.verification.addressing.words import HARM, WORDS, Cued, any_of

_WORD: Final = r"[^\W\d_]+"
STARTS: Final = re.compile(r"[.!?…:;][\"”’'»)\]]*\s+|\n\s*|(?<![\w.,!?])[\"'](?=\w)|[“«„‘]\s*")
"""What stands before the first word of a sentence or a quotation."""
LED: Final = re.compile(r"\s*(?:(?:[>*•(\[_–—-]\s*){1,6}|[\da-z]{1,2}[.)]\s+)?")
"""What may stand there as well: the mark of a list, a bracket."""
_DUTY: Final = r"(?:must|should|shall|will|have\s+to|need\s+to|are\s+to|ought\s+to)"
_ANSWER: Final = (
    r"(?:answer|output|response|reply|summary|extraction|json|records?|instructions?|task)"
)
_READER: Final = (
    r"(?:language\s+models?|bots?|extractors?|annotators?|assistants?|chat\s?bots?|ai|llms?|models?|parsers?|readers?"
    r"|coders?|reviewers?|systems?)"
)
_TELL: Final = WORDS["tell"]
_NAMES: Final = WORDS["names"]
_SAY: Final = WORDS["say"]
_AIMS: Final = (
    r"(?:go\s+on\s+(?:to|and)|proceed\s+to|try\s+(?:to|and)|feel\s+free\s+to|remember\s+to|be\s+sure\s+to"
    r"|(?:do\s+not|don['’]t)\s+forget\s+to|think\s+[^,.!?\n]{0,40}\band)"
)
_BEFORE: Final = (
    rf"(?:(?:{_AIMS}|please|pls|plz|kindly|now|then|so|also|always|just|simply|instead|and|but|first|next|finally|"
    r"ok|okay|never\s+mind\s+[^,.;!?\n]{0,40}[,;]|"
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
    rf"(?:(?:when|whenever|if|before|while|once|as|to)\b[^,.!?\n]{{1,80}},\s*)?{_BEFORE}(?:(?:{_TELL})\b{_OBJECT}|(?<=please\s){_WORD}"
    rf"|(?:{WORDS['only_verbs']})\s*:\s*\S|consider\s+(?:the\s+)?\d+\s[^.!?\n]*\b(?:dead|killed|injured|wounded)\b"
    rf"|(?:set|output|return|give|make|put|enter|insert|fill|change|update|let)\s+\w+\s+(?:(?:to|as|with|be|=)\s+)?\d"
    rf"|(?:make\s+sure|be\s+sure|act\s+as|start\s+your|begin\s+your|be\s+an?\s+(?:\w+\s+)?{_READER}|let['’]s\s+(?:say|pretend|assume|suppose|imagine|report|write)|(?:do\s+not|don['’]t)\s+{_WORD}|never\s+mind|start\s+with\s+\d+|let\s+(?:the|us\s+(?:say|pretend|assume|suppose|imagine|report|write)))\b){_REST}",
    re.IGNORECASE,
)
QUOTED_HARM: Final = re.compile(rf"(?:{HARM})\b(?!\s+with\b){_OBJECT}[^\"”»“„\n]*", re.IGNORECASE)
OPENS: Final = "\"'“«„‘"
SPEAKS: Final = re.compile(
    r"(?:[:,.!?…—–\-(\n]|\A|\b(?:to|reads?|sa(?:id|ys|ying)|words?|wrote|reading|is|was|were|show(?:s|ed|ing)"
    r"|display(?:s|ed|ing)|chant(?:s|ed|ing)|shout(?:s|ed|ing)|scrawled|print(?:s|ed)|carr(?:ies|ied|ying)|bore))\s*\Z",
    re.I,
)
"""What stands before a quotation that is no part of its sentence: 'these acts "show the …"' is one."""
ORDER: Final = re.compile(
    rf"\b(?:orders?|commands?|demands?|instructions?|threats?|slogans?|calls?|pleas?)\b[^.:!?\n]{{0,40}}:\s*"
    rf"((?:{HARM})\b{_OBJECT}{_REST})",
    re.IGNORECASE,
)
FIRST: Final = re.compile(_WORD)
_LEADS: Final = (
    "please|pls|plz|ok|okay|go|proceed|try|feel|think|to|consider|kindly|when|whenever|if|before|while|once|as|let|be|act|start|begin|now|then|so|also|always|just"
    "|simply|instead|and|but|first|next|finally|dear|do|don|never"
)
FIRST_WORDS: Final = frozenset(f"{_LEADS}|{_TELL}|{HARM}".split("|"))
"""Words with which a command may begin."""

_SAYS_TO: Final = rf"(?:\w+\s+)?(?:{_TELL})\b"


_CODED: Final = (
    "reported|recorded|coded|entered|listed|noted|written|counted|marked|answered|output"
)
_TOLD_BY: Final = (
    r"(?:sa(?:id|ys?)|told|tells|add(?:s|ed)|recall(?:s|ed)|according|asked|quoted|wrote|writes)"
)
ADDRESSED: Final[Cued] = (
    (
        ("you ", "your "),
        any_of(
            # A reporter speaks to nobody; who is quoted has somebody who quotes him, or his marks.
            rf"(?:\A|(?<=[.!?\n]\s)|(?<=\n))(?![^.!?\n]*(?:[\"“”«»]|\b{_TOLD_BY}\b(?!\s+(?:that|\d))))"
            r"[^.!?\n]{0,60}\byour?\b"
            r"(?=[^.!?\n]*\b(?:answer|output|report|say|saying|act|know|were\s+told|training|model|json|data)\b)"
            r"(?=[^!?\n]*\d)"
        ),
    ),
    (
        (
            "llm",
            "language model",
            "extractor",
            "annotator",
            "assistant",
            " bots",
            " ai ",
            " ais",
            "chatbot",
        ),
        any_of(rf"\b(?:to|for)\s+(?:the\s+|all\s+|any\s+)?{_READER}(?:\s+\w+){{0,3}}?\s*:"),
    ),
    (
        tuple(f" be {verb}" for verb in _CODED.split("|")),
        any_of(
            rf"\b{_DUTY}\s+be\s+(?:{_CODED})\b"
            r"\s*(?=[.!?\n]|\Z)",
        ),
    ),
    (
        ("schema", "template", "prompt", "output format"),
        any_of(
            r"\b(?:schema|template|output\s+format|extraction\s+task|prompt)\s+"
            r"(?:demands?|requires?|expects?|needs?|says?|wants?|has|asks?)\b"
        ),
    ),
    (
        ("you ", "voc", "debes", "dois", "tienes"),
        any_of(
            r"\bvoc[êe]s?\s+(?:deve|devem|tem|têm)\b|\b(?:debes|tienes\s+que|debe\s+usted)\s+\w+r\b",
            r"\btu\s+dois\b|\bvous\s+devez\b",
        ),
    ),
    (
        ("you ",),
        any_of(
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
        any_of(rf"\byour\s+(?:\w+\s+)?{_ANSWER}\b"),
    ),
    (
        ("ing this", "ds this", "ead this"),
        any_of(
            rf"\b(?:reads?|reading)\s+this\s+(?:\w+\s+)?(?:{_DUTY}|has\s+to|is\s+to)\s+(?:\w+\s+)?(?:{_TELL}|note|know)\b"
        ),
    ),
    (
        ("i am ", "i'm ", "i’m ", " you "),
        any_of(
            r"\bI(?:\s+am|['’]m)\s+(?:the|your|an?)\s+(?:developer|admin\w*|owner|operator|creator|programmer)\b",
            r"\bI\s+(?:hereby\s+)?(?:tell|order|instruct|command)\s+you\b",
        ),
    ),
    (
        tuple(f"{before}{name}" for name in _NAMES.split("|") for before in (" ", "@")),
        any_of(
            rf"\b(?:hey|hi|hello|dear|attention|ok|okay|yo)[ \t,]+(?:{_NAMES})\b(?:[!:.]+\s+)?",
            rf"(?<!\w)@(?:{_NAMES})\b",
        ),
    ),
    (
        ("this is", "if asked"),
        any_of(
            r"\bthis\s+is\s+(?:only\s+|just\s+)?an?\s+(?:test|drill|trick)\s*[;:,.]",
            r"(?:\A|(?<=[.!?\n]\s)|(?<=\n))if\s+(?:asked|questioned|prompted|queried),",
        ),
    ),
    (
        (", write", ", say", ", report", ", answer", ", output", ", state", ", return"),
        any_of(
            r",\s*(?:please\s+)?(?:write|say|report|answer|output|state|return)\s+(?:that|this|it|so)\s*(?=[.!?\n]|\Z)"
        ),
    ),
    (
        ("jest", "jokingly", "as a joke", "only a", "just a", "none but a"),
        any_of(
            r"\b(?:in\s+jest|jokingly|as\s+a\s+joke)\b",
            r"\b(?:only|just|none\s+but)\s+an?\s+\w+\s+(?:would|could)\b",
        ),
    ),
    (
        (
            "extractor",
            "annotator",
            "assistant",
            " bot",
            "chatbot",
            "model",
            "parser",
            "coder",
            "reader",
            " ai ",
            "ais ",
            "llm",
            "system",
        ),
        any_of(
            rf"\b{_READER}\s+(?:(?:reading\s+this\s+(?:\w+\s+)?)?(?:{_DUTY}|has\s+to|needs\s+to|is\s+to)\s+{_SAYS_TO}"
            r"|(?:is|are)\s+(?:asked|told|required|requested|instructed|expected|ordered)\s+to\b"
            r"|(?:guidelines?|instructions?|rules?)\s+(?:require|say|demand|ask|state)s?\b)",
            r"\b(?:models?|llms?|ais?|bots?|extractors?)\s+(?:are|is|will\s+be)\s+"
            r"(?:graded|scored|judged|rewarded|evaluated|penali[sz]ed|tested)\b",
            r"\bas\s+an?\s+(?:ai|assistant|language\s+model)\b",
            r"\b(?:ai|llm|machine)\s+(?:readers?|users?|systems?|tools?|models?)\s*:",
            r"\b(?:notes?|messages?|instructions?)\s+(?:to|for)\s+(?:the\s+)?(?:ai|llms?|models?|extractors?|annotators?"
            r"|assistants?|parsers?)\b",
        ),
    ),
    (
        ("note", "message", "instruction", "memo", "reminder", "attention"),
        any_of(
            r"\b(?:notes?|messages?|instructions?|memos?|reminders?|attention)\s+(?:to|for)\s+"
            rf"(?:the\s+|all\s+|any\s+)?(?:\w+\s+)?{_READER}\s*[:,]"
        ),
    ),
    (
        ("correct ", "expected ", "right ", "true ", "gold "),
        any_of(
            r"\b(?:correct|expected|right|true|gold)\s+(?:extraction|answer|output|label|response|annotation|record)\s*"
            r"(?:is|has|:|was|=)"
        ),
    ),
    (
        ("tory to", "required to", "necessary to"),
        any_of(
            r"\b(?:mandatory|required|necessary|obligatory)\s+to\s+(?:answer|output|respond|return|report)\b"
        ),
    ),
    (
        ("instruction", "prompt", "json"),
        any_of(
            r"\b(?:previous|prior|earlier|above|preceding|new|updated|following|secret|hidden|system)\s+"
            r"(?:instructions?|prompts?)\b",
            r"\b(?:this|system)\s+prompt\b",
            r"\bjson\b",
        ),
    ),
    (
        ("anterior", "respuesta", "resposta", "acima", "previas"),
        any_of(
            r"\blo\s+anterior\b[^\n]{0,200}?\d|\binstrucciones\s+(?:anteriores|previas)\b|\b(?:tu|su)\s+respuesta\b",
            r"\btexto\s+acima\b|\binstru[çc][õo]es\s+anteriores\b|\bsua\s+resposta\b",
        ),
    ),
    (
        ("qui pr", "dentes", "votre r"),
        any_of(
            r"\bce\s+qui\s+pr[ée]c[èe]de\b[^\n]{0,200}?\d|\binstructions\s+pr[ée]c[ée]dentes\b|\bvotre\s+r[ée]ponse\b"
        ),
    ),
    (
        ("предыдущ", "anweisung", "التعليمات"),
        any_of(
            r"предыдущи\w+\s+(?:инструкци|указани)|\b(?:vorherigen?|obigen?)\s+anweisung",
            r"التعليمات\s+السابقة",
        ),
    ),
)
"""A reader who must say something, and words for the message itself, in the languages that are read;
each with the letters without which it does not stand in a text."""
UNTOLD: Final[Cued] = (
    (
        ("nobody", "no one", "no-one", "none of"),
        any_of(
            r"\b(?:nobody|no[\s-]one|none\s+of\s+(?:them|the\s+\w+))\s+"
            r"(?:(?:has|had|have|ever|could|can|would|yet)\s+)*"
            r"(?:count|report|confirm|claim|sa(?:id|ys?|w)|believ|mention|record|f[io]nd|found|alleg|state)\w*\s+"
            rf"((?:\w+\s+){{0,3}}?(?:\d|{_NUMBERS})[^.,;!?\n]*)"
        ),
    ),
    (
        ("no evidence", "no proof", "no sign", "no indication", "no record", "no witness"),
        any_of(
            r"\bno\s+(?:evidence|proof|signs?|indications?|records?|witness(?:es)?)\s+"
            r"(?:\w+\s+){0,3}?(?:show|suggest|confirm|indicate|prove|support|sa[iy]|exist)\w*\s+"
            rf"((?:\w+\s+){{0,3}}?(?:\d|\b(?:{_NUMBERS})\b)[^.,;!?\n]*)"
        ),
    ),
    (
        (
            " a lie",
            "lies",
            "hoax",
            "fabricat",
            "invent",
            "propaganda",
            "nonsense",
            " fake",
            " myth",
        ),
        any_of(
            r"\b(?:call|dismiss|describ|denounc|reject)\w*\s+(?:the\s+\w+\s+(?:of|that)\s+)?"
            rf"((?:\w+\s+){{0,3}}?(?:\d|\b(?:{_NUMBERS})\b)[^.,;!?\n]{{0,80}}?)\s+(?:as\s+)?(?:an?\s+)?(?:\w+\s+)?"
            r"(?:lies?|hoax|fabricat\w+|inventions?|propaganda|nonsense|fake|myth)\b"
        ),
    ),
    (
        tuple(f" to {verb} " for verb in _SAY.split("|")),
        any_of(
            r"\b(?:told|ask(?:s|ed)?|urge[sd]?|instruct(?:s|ed)?|order(?:s|ed)?|advise[sd]?|requires?d?|want(?:s|ed)?"
            r"|tells?)\s+(?:\w+\s+){0,3}?to\s+(?:\w+ly\s+)?"
            rf"((?:{_SAY})\b[^.,;!?\n]{{0,60}}?(?:\d|\b(?:{_NUMBERS})\b)[^.,;!?\n]*)"
        ),
    ),
    (
        ("refus", "declin", "unable", "unwilling", " wish"),
        any_of(
            r"\b(?:refus\w+|declin\w+|unable|unwilling)\s+to\s+(?:say|confirm|report|claim|state|believe)\s+"
            rf"(?:that\s+|whether\s+|if\s+)?((?:\w+\s+){{0,2}}?(?:\d|\b(?:{_NUMBERS})\b)[^.,;!?\n]*)",
            rf"\bwish(?:es|ed)?\s+(?:that\s+)?((?:\d|\b(?:{_NUMBERS})\b)[^.,;!?\n]*)",
        ),
    ),
    (
        (" was to ", " were to ", " is to ", " are to ", " said to ", " says to "),
        any_of(
            r"\b(?:instruction|order|command|request|advice|rule)s?\s+(?:was|is|were|are|said|says?)\s+to\s+"
            rf"((?:{_TELL})\b[^.,;!?\n]{{0,60}}?(?:\d|\b(?:{_NUMBERS})\b)[^.,;!?\n]*)"
        ),
    ),
    (
        tuple(f", {verb} " for verb in _SAY.split("|")),
        any_of(
            r"(?:\A|(?<=[.!?\n]\s)|(?<=\n))[^,.!?\n]{1,60},\s*(?:please\s+)?"
            rf"((?:{_SAY})\s+(?:that\s+(?:\w+\s+){{0,2}}?)?(?:\d|(?:{_NUMBERS})\b)[^.,;!?\n]*)"
        ),
    ),
    (
        ("promise",),
        any_of(
            rf"\bpromis(?:e[sd]?|ing)\s+((?:\d|\b(?:{_NUMBERS})\b)[^.,;!?\n]{{0,60}}?\b(?:dead|deaths?|killed|corpses|bodies|wounded)\b)"
        ),
    ),
    (
        tuple(re.sub(r"\W|s\?", "", one)[:5] for one in WORDS["carriers"].split("|")),
        any_of(
            rf"\b(?:{WORDS['carriers']})\b[^.!?\n\"“«„”»]{{0,40}}[\"“«„]"
            rf"(?=[^\"“”«»„\n]{{0,300}}(?:\d|\b(?:{_NUMBERS})\b))([^\"“”«»„\n]{{0,300}})",
            rf"\b(?:{WORDS['carriers']})\s+(?:\w+\s+)?(?:reads?|reading|said|says|saying)\s*:?\s*"
            r"([^.!?\n\"“«„]{0,100}\d[^.!?\n]*)",
        ),
    ),
    (
        ("at no time", "under no circ", "never ", "in no case"),
        any_of(
            r"\b(?:at\s+no\s+time|under\s+no\s+circumstances|never|in\s+no\s+case)\s+"
            rf"((?:were|was|did|had|have|has)\b[^.,;!?\n]*?(?:\d|\b(?:{_NUMBERS})\b)[^.,;!?\n]*)"
        ),
    ),
    (("no ",), any_of(r"(?:\A|(?<=[.!?]\s))no\s+(\d[\d,]*\s+[^\W\d_]+\b[^.,;!?\n]*)")),
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
        any_of(
            r"\b(?:must|should|shall|ha(?:ve|s)\s+to|needs?\s+to|ought\s+to)\s+"
            rf"(?:\w+ly\s+|all\s+|also\s+|not\s+)?((?:{_TELL})\b[^,;!?\n]{{0,60}}?"
            rf"(?:\d|\b(?:{_NUMBERS})\b)(?:[^.,;!?\n]|[.,](?=\d))*)"
        ),
    ),
    (
        ("?",),
        any_of(
            r"(?:\A|(?<=[.!?]\s)|(?<=\n))((?:did|do|does|was|were|is|are|could|would|can|will|should)\s[^.!?\n]*\?)",
            r"(?:\A|(?<=[.!?]\s)|(?<=\n))([^.!?\n]*\?\s+No\b)",
            r"(?:\A|(?<=[.!?]\s)|(?<=\n))(who\s+(?:says?|said|claims?|believes?|told)\b[^.!?\n]*\?)",
        ),
    ),
)
"""What is not told although its words stand there: numbers that nobody told, that never were, that
must be told; what is only asked.  The words of the group, each with the letters it needs."""
