"""Says what a number is that no count of its role carries: something else, unclear, or nowhere."""

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement, Stretch
from llmextract.verification.numbers.counts import Count
from llmextract.verification.numbers.notcounts import Numeral
from llmextract.verification.numbers.reading import Reading, read_part, resolve
from llmextract.verification.numbers.results import span, words
from llmextract.verification.numbers.targets import Target
from llmextract.verification.source_text import SourceText


def unsupported(target: Target, source: SourceText, role: str | None) -> Judgement:
    """Says where the number stands and what it is there, if it stands anywhere."""
    reading = read_part(source)
    value = target.low if target.low or target.high is not None else target.high
    for count in reading.counts:
        numeral = count.numeral
        if value == numeral.low or value in numeral.stated:
            start, end = span(reading, count)
            reason = _other_role(reading, count, role)
            return Judgement(Verdict.UNSUPPORTED, reason, (Stretch(start, end),))
    for numeral in reading.rejected:
        if value == numeral.low:
            quantity = numeral.quantity(reading.tokens)
            said = reading.tokens.text[quantity.start : quantity.end]
            return Judgement(
                Verdict.UNSUPPORTED,
                f"'{said}' is {_with_article(numeral)}",
                (Stretch(quantity.start, quantity.end),),
            )
    return Judgement(Verdict.UNSUPPORTED, "not in the text")


def _with_article(numeral: Numeral) -> str:
    reason = numeral.reject
    if reason.startswith("a "):
        return reason
    return f"{'an' if reason[:1] in 'aeiou' else 'a'} {reason}"


def _other_role(reading: Reading, count: Count, role: str | None) -> str:
    tables = reading.tokens.tables
    said = words(reading, count)
    meant = [tables.labels[effect] for effect in sorted(count.effects) if effect in tables.labels]
    wanted = resolve(role, tables).role
    not_this = f", not {wanted.label}" if wanted is not None else ""
    if meant:
        return f"'{said}' counts {meant[0]}{not_this}"
    return f"'{said}' counts something else{not_this}"
