"""Words of English by which a sentence says how what it tells stands to what was told before."""

import re

NEWER = re.compile(
    r"\b(?:toll|ro[s]e|risen|rises|climb(?:ed|s)|increas(?:ed|es)|(?:went|gone|going) up|revised"
    r"|updated|lowered|corrected|raised|raising|br(?:ings?|inging|ought)|up from|down from"
    r"|gr(?:ow[ns]?|ew)|reached|taking the|final|now (?:stands|stood|puts?)|stood at"
    r"|died (?:later )?of (?:his|her|their) (?:wounds|injuries))\b",
    re.IGNORECASE,
)
"""A count that takes the place of one told before."""

_SAYING = (
    "(?:gave|given|put|said|spoke|spoken|reported|counted|estimated|listed|announced|recovered"
    "|found|knew|known)"
)
OLDER = re.compile(
    rf"\b(?:at first|first|initially|originally|previously|earlier|had)\s+(?:\w+\s+)?{_SAYING}\b"
    r"|\b(?:first|initial|early|earlier|previous|preliminary)\s+(?:\w+\s+)?"
    r"(?:toll|count|figure|report|estimate|statement|number|tally)s?\b",
    re.IGNORECASE,
)
"""In the clause of a count: another has taken its place by the time of the report."""

PART = re.compile(
    r"\W*(?:[\w-]+\s+)?of\s+(?:the|those|them|these|whom|his|her|their|its)\b", re.IGNORECASE
)
"""Behind a count: it is of some of those that were counted before: "two of the dead"."""

AMONG = re.compile(
    r"\b(?:including|among\s+(?:them|(?:the|those)\s+\w+))(?:\s+(?:were|was|are|is))?"
    r"(?:\s+at\s+least)?\s*$",
    re.IGNORECASE,
)
"""Before a count likewise: "among the dead were two"."""

CLAUSE_END = re.compile(r"[,;:—–]\s|\s[—–-]\s|\b(?:but|while|before|whereas)\b", re.IGNORECASE)
"""What parts the clauses of a sentence, near enough."""

LOWER = re.compile(
    r"\b(?:lowered|revised down(?:wards?)?|down from|corrected (?:\w+\s+){0,6}down"
    r"|counted twice|not \w+,? (?:but|as))\b",
    re.IGNORECASE,
)
"""A newer count that is smaller than the one before."""

RUNNING = re.compile(
    r"\b(?:[Ss]ince (?:the (?:start|beginning)|last|early|mid|late|(?:19|20)\d\d"
    r"|[A-Z]\w+(?:ary|ch|il|ber|y|e|ust)\b)"
    r"|(?:so far )?this (?:year|month)|(?:[Ii]n|[Oo]ver) the (?:last|past) \w+ (?:days|weeks|months|years)"
    r"|(?:last|past|previous) (?:\w+ )?(?:months|years)|every (?:week|month|year)"
    r"|per (?:week|month|year)|in (?:all|total) this)\b"
)
"""A total that runs over more than the thing told."""

RANKED = re.compile(
    r"\b(?:deadli|bloodi|heavi|larg|bigg|great|fierc|lat|few|high|low)est\b[^.;,]*"
    r"|\b(?:worst|first|second|third|fourth|fifth|most\s+\w+|record)\b[^.;,]*",
    re.IGNORECASE,
)
"""What says how it stands among others and totals nothing: "the deadliest attack since March"."""

BESIDE = re.compile(
    r"\W*(?:also|elsewhere|meanwhile|separately|simultaneously"
    r"|in\s+(?:addition|another|a\s+separate|a\s+similar|a\s+different)"
    r"|(?:at|around)\s+(?:(?:about|around)\s+)?the\s+same\s+time)\b",
    re.IGNORECASE,
)
"""So a sentence begins that goes on to something else.  "Another" does not: "another two died"."""

_COUNTS = "(?:first|second|third|fourth|fifth|last|latest|next|other|previous|earlier|recent|new)"
POINTING = (
    rf"(?:\b(?:the|this|that|these|those|such)(?!\s+{_COUNTS}\b)"
    r"|\b(?:today|tonight|yesterday|this\s+\w+|last\s+\w+|\w+day(?:\s+\w+)?)['’]s)"
)
"""Before the noun of a thing told before: "the", "Friday's", but not "the second"."""

ADDING = (
    r"\b(?:another|other|similar|separate|different"
    r"|a\s+(?:second|third|fourth|fifth|further))"
)
"""Before the noun of one more.  "The second attack" may well be one of two that the lead told."""

PASSED = r"\b(?:days?|weeks?|months?|years?)\s+(?:after|since)\s+(?:a|an|another)"
"""Before the noun of a thing of long before, by which another is dated: "six days after a raid"."""

ONE_OF = re.compile(r"\bone\s+of\s+$", re.IGNORECASE)
"""Before several things of which one is picked: "one of the worst raids" comes back to none."""

COUNTING = (
    r"\b(?:both|two|three|four|five|six|seven|eight|nine|ten|several|multiple|various|numerous"
    r"|a\s+(?:series|wave|string|spate|number)\s+of)"
)
"""Before the plural noun of several things."""

ANYTHING = ("incident", "event")
"""Nouns for a thing of any kind."""

DEFINITE = re.compile(r"\b(?:the|those|these)\s+((?:[\w-]+\s+){0,2}[\w-]+)", re.IGNORECASE)
"""Somebody or something that the reader knows already: "the old watchman"."""
