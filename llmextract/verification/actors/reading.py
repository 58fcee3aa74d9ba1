"""Who acts and who is hit, read from the chunks of a text.

English tells it by position, and these are the rules: the subject of an active verb and the "by" of
a passive one act; the object of the one and the subject of the other are hit; "the attack on X by
Y", "the murder of X" and "X survived" say the same in nouns.  A phrase between subject and verb
("gunmen *on a motorcycle* fired"), an apposition and a relative clause are stepped over.  Which
verbs are acts is the domain's.
"""

from collections.abc import Callable, Sequence

from llmextract.verification.actors.deeds import Deeds
from llmextract.verification.actors.parts import Part, Parts
from llmextract.verification.actors.sharing import identify, meant_by
from llmextract.verification.clauses import words as w
from llmextract.verification.clauses.chunks import Chunk, chunks
from llmextract.verification.clauses.modality import TRIED, Told, told_as, words_of
from llmextract.verification.clauses.positions import Positions
from llmextract.verification.lexing import Lexed

_MODALITY = words_of("en")
_OWN_DOING = TRIED | {"achieved", "threatened", "planned"}
_NOWHERE: frozenset[str] = frozenset()


class Reader:
    """The chunks of one text, and what the verbs and nouns among them say of its phrases.

    Args:
        words: those of one or more sentences.
        deeds: the words of the domain.
    """

    def __init__(self, words: Lexed, deeds: Deeds) -> None:
        self.text = text = words.text
        self.words = words
        self.deeds = deeds
        self.chunks: Sequence[Chunk] = chunks(words, deeds.any, deeds.bases)
        self.at = Positions(self.chunks)
        self.cased = not text.isupper()
        self.starts = [chunk.start for chunk in self.chunks]
        self.parts = Parts()
        self._of_kind: dict[str, Callable[[int], None]] = {
            "suffering": self._read_suffering,
            "claiming": self._read_claim,
            "blaming": self._read_blame,
            "clashing": self._read_clash,
            "bursting": self._read_burst,
            "performing": self._read_performed,
            "acts": self._read_act,
            "undoing": self._read_undone,
            "caring": self._read_caring,
            "befalling": self._read_unknown,
        }
        self._laid: set[int] = set()  # "blamed the attack *on X*": no attack on X

    def read(self) -> "Reader":
        """Itself, with the parts filled in."""
        for index, chunk in enumerate(self.chunks):
            if chunk.sort == "verb":
                self._read_verb(index)
            elif chunk.sort == "np":
                self._read_noun(index)
        identify(self)
        return self

    # What a verb says.

    def _read_verb(self, at: int) -> None:
        verb = self.chunks[at]
        kind = self.deeds.verb(verb.low)
        if kind != "suffering" and self._told(at) == "denied":
            return
        if kind:
            self._of_kind[kind](at)
        elif verb.low in w.REPORTING and not verb.passive:
            self._stand_by(self.at.subject(at))
        elif verb.low not in w.REPORTING and not verb.infinitive:
            self._read_unknown(at)

    def _read_suffering(self, at: int) -> None:
        self.mark(self._subject(at, "patient"), "patient", at)
        self.mark(self._object(at), "patient", at)  # "lost two sons"
        self._read_company(at)

    def _read_unknown(self, at: int) -> None:
        """A verb of no table: it only hints at who is hit, and who by."""
        verb = self.chunks[at]
        agent, subject = self.at.agent(at), self.at.subject(at)
        is_passive = verb.passive or (verb.bare and bool(agent))
        if subject and self.is_tool(subject[-1]):  # "a bomb that was left near the mill"
            self.hint(self.at.beside((agent or [at])[-1] + 1), "patient", at)
        hit = self._object(at)
        self.hint(subject if is_passive else hit, "patient", at)
        self.hint(agent, "agent", at)
        if hit and self.deeds.tells("leaving", verb.low) and self._is_stricken(hit[-1]):
            self.mark(subject, "agent", at)

    def _read_caring(self, at: int) -> None:
        """Read "X was freed by Y", "Y buried X": X was hit before, Y stands by."""
        is_passive = self.chunks[at].passive or (self.chunks[at].bare and self.at.agent(at))
        subject = self.at.subject(at)
        self.hint(subject if is_passive else self._object(at), "patient", at)
        self._stand_by(self.at.agent(at) if is_passive else subject)

    def _subject(self, at: int, part: Part) -> list[int]:
        """The subject of a verb; behind a pronoun it is a hint for those who may be meant."""
        found = self.at.subject(at)
        if not found and self.at.sort(at - 1) == "other" and self.chunks[at - 1].low in w.SAYERS:
            self.hint(meant_by(self, at - 1), part, at)
        return found

    def _read_company(self, at: int) -> None:
        """Read "was killed along with X"."""
        index = at + 1
        while self.at.sort(index) == "prep" and self.at.sort(index + 1) == "prep":
            index += 1
        if self.at.is_prep(index, ("with",)) and self.at.sort(index + 1) == "np":
            self.mark(self.at.row(index + 1), "patient", at)

    def _read_claim(self, at: int) -> None:
        verb = self.chunks[at]
        agent = self.at.agent(at)
        self.mark(agent if verb.passive or agent else self.at.subject(at), "agent", at)

    def _read_blame(self, at: int) -> None:
        """Read "blamed X for it", "blamed it on X", "X was blamed", "it was blamed on X"."""
        verb = self.chunks[at]
        behind = self.at.object(at, w.LAID_ON) if self.at.sort(at + 1) == "prep" else []
        if behind:
            self.mark(behind, "agent", at)
        elif verb.passive or (self.at.sort(at + 1) == "other" and self._is_mutual(at + 1)):
            self.mark(self.at.subject(at), "agent", at)
        else:
            found = self.at.object(at, w.PREPOSITIONS)
            if found and self.is_nobody(found[-1]):
                found = self.at.object(self.at.behind_of(found[-1]) - 1, w.LAID_ON)
                self._laid.update(found)
            self.mark(found, "agent", at)

    def _is_mutual(self, at: int) -> bool:
        """Whether "each other" stands there, or "one another"."""
        return self.chunks[at].low in w.MUTUAL

    def _read_clash(self, at: int) -> None:
        """Read "X clashed with Y", "X and Y exchanged fire", "X fought Y"."""
        sides = [*self.at.subject(at), *self.at.object(at, w.FACING)]
        behind = self.at.behind_of(sides[-1]) if sides else at + 1
        if self.at.is_prep(behind, w.FACING):
            sides += self.at.object(behind - 1, w.FACING)
        self.parts.face(one for one in sides if not self.is_nobody(one))

    def _read_act(self, at: int) -> None:
        verb = self.chunks[at]
        agent, hit = self.at.agent(at), self._object(at)
        if self._is_found(at) or verb.passive or (agent and not hit):
            self._read_passive(at, agent)
            return
        if hit and self.is_tool(hit[-1]) and self.deeds.tells("colliding", verb.low):
            self.mark(self.at.subject(at), "patient", at)  # "a bus hit a mine"
            return
        is_effect = self.deeds.tells("effects", verb.low)
        real = self._is_real(at)
        hit = hit or self.at.object(at, w.AIMED)
        if hit and self.is_nobody(hit[-1]):  # "threw grenades at", "opened fire on"
            hit = self.at.beside(hit[-1] + 1)
        subject = self._subject(at, "agent")
        if not hit and self.at.sort(at + 1) == "other" and self.chunks[at + 1].low in w.OBJECTS:
            self.hint(meant_by(self, at + 1), "patient", at)  # "and shot him"
            self.mark(subject, "agent", at, real=real)
            return
        if not hit and is_effect and self._is_reduced(at):
            self.mark(subject, "patient", at)  # "three men killed in Orla were"
            return
        self.mark(hit or self._relative_to(subject), "patient", at, real=real)
        if not is_effect or hit:
            self.mark(subject, "agent", at, real=real)

    def _is_reduced(self, at: int) -> bool:
        """Whether a participle stands behind its noun, without a form of "be"."""
        verb = self.chunks[at]
        return verb.bare and self.at.sort(at - 1) == "np" and not verb.low.endswith("ing")

    def _read_passive(self, at: int, agent: Sequence[int]) -> None:
        verb = self.chunks[at]
        subject = self._subject(at, "patient")
        if verb.bare and self.at.sort(at - 1) == "np":
            subject = [*subject, *({at - 1} - set(subject))]  # "the ruins of *a house hit by*"
        if subject and self.is_nobody(subject[-1]):  # "a bomb was thrown into a bar"
            self.mark(self.at.beside(at + 1), "patient", at)
        self.mark(subject, "patient", at)
        self.mark(agent, "agent", at)
        self._read_company(at)

    def _object(self, at: int) -> list[int]:
        """The object of a verb, also the one that it shares with the next: "killed and robbed X"."""
        if self.at.sort(at + 1) == "and" and self.at.sort(at + 2) == "verb":
            verb = self.chunks[at + 2]
            if verb.bare and self.deeds.verb(verb.low) == "acts":
                return self.at.object(at + 2, _NOWHERE)
        return self.at.object(at, _NOWHERE)

    def _relative_to(self, subject: Sequence[int]) -> list[int]:
        """What is hit in front of a relative clause: "the bus that gunmen attacked"."""
        if not subject or not self.at.is_relative(subject[0] - 1):
            return []
        index = subject[0] - 2
        index -= self.at.sort(index) == "comma"
        return [index] if self.at.sort(index) == "np" else []

    def _is_found(self, at: int) -> bool:
        """Whether a participle belongs to a passive verb before it ("was found murdered")."""
        if self.at.sort(at - 1) != "verb" or not self.chunks[at - 1].passive:
            return False
        return not self.at.object(at, _NOWHERE)  # "the men who were freed killed a priest"

    def _read_burst(self, at: int) -> None:
        """Read "a bomb exploded near X"; "X set off a bomb near Y"; "X blew up a bridge"."""
        tool = self.at.object(at, _NOWHERE)
        if tool and not self.is_nobody(tool[-1]):
            self._read_act(at)
            return
        self.mark(self.at.beside(tool[-1] + 1 if tool else at + 1), "patient", at)
        by_tool = tool and not self.chunks[at].passive
        self.mark(self.at.subject(at) if by_tool else self.at.agent(at), "agent", at)

    def _read_performed(self, at: int) -> None:
        """Read "X carried out an attack on Y": the noun of the act is read by itself."""
        verb = self.chunks[at]
        agent, done = self.at.agent(at), self.at.object(at, _NOWHERE)
        if verb.passive or agent or (verb.bare and not done):
            self.mark(agent, "agent", at)  # "the attack that X carried out against Y"
            behind = self.at.behind_of((agent or [at])[-1]) - 1
            self.mark(self.at.object(behind, w.AGAINST), "patient", at)
        elif done and self.is_tool(done[-1]):
            self._read_act(at)  # "launched rockets at"
        elif any(self.names_act(index) for index in done):
            self.mark(self.at.subject(at), "agent", at, real=self._is_real(at))

    def _read_undone(self, at: int) -> None:
        self._stand_by(self.at.agent(at) if self.chunks[at].passive else self.at.subject(at))

    def _is_real(self, at: int) -> bool:
        """Whether those who act in a verb did it, tried to or wanted to ("tried to kill")."""
        told = self._told(at)
        return told in _OWN_DOING or not (told or self.chunks[at].infinitive)

    def _told(self, at: int) -> Told:
        """How a verb is told: as what was, or as tried, planned, denied."""
        return told_as(self.words, self.chunks[at].first, _MODALITY, forms="verb")

    # What a noun says.

    def _read_noun(self, at: int) -> None:
        if self._is_stricken(at):
            self.mark([at], "patient", at)
        if not self.names_act(at):
            return
        is_clash = self.deeds.has("clashes", self.at.head(at))
        index, by = at + 1, False
        for _ in range(3):  # "the attack on X by Y", "the murder of X in Z by Y"
            if self.at.sort(index) != "prep" or self.at.sort(index + 1) != "np":
                return
            if index + 1 in self._laid:
                return
            preposition = self.chunks[index].low
            people = self.at.row(index + 1)
            if preposition in w.BETWEEN or (is_clash and preposition in w.FACING):
                people = self.at.pair(index + 1) if preposition in w.BETWEEN else people
                self._mark_sides(people, at, together=preposition in w.BETWEEN)
            elif preposition == "by":
                self.mark(people, "agent", at)
                by = True
            elif preposition in w.OF_WHOM and not self.names_act(index + 1):
                is_mount = by and self.at.head(index + 1) in w.MOUNTS
                if not is_mount:  # "an attack by men on a motorcycle"
                    self.mark(people, "patient", at)
            index = self.at.behind_apposition(self.at.behind_of(people[-1]))

    def is_tool(self, at: int) -> bool:
        """Whether a phrase names a tool."""
        return self.deeds.ends("inert", self.chunks[at].low) and not self.is_somebody(at)

    def _is_stricken(self, at: int) -> bool:
        """Whether a phrase says what befell it: "left three soldiers *dead*", "the *slain* mayor"."""
        first, *rest = self.chunks[at].low.split()
        if not rest:
            return False
        ended = first.endswith(w.PAST) and self.deeds.tells("effects", first)
        return (
            ended or self.deeds.tells("stricken", first) or self.deeds.tells("stricken", rest[-1])
        )

    def names_act(self, at: int) -> bool:
        """Whether a phrase names an act and not somebody: "the bomb attack", not "the bomber"."""
        phrase, head = self.chunks[at].low, self.at.head(at)
        named = self.deeds.has("nouns", head) or (
            self._is_abstract(head) and self.deeds.has("nouns", phrase)
        )
        return named and not self.is_somebody(at)

    # What a phrase is.

    def is_somebody(self, at: int) -> bool:
        """Whether a phrase names people although a word of an act is in it."""
        return self.deeds.ends("somebody", self.chunks[at].low)

    def is_nobody(self, at: int) -> bool:
        """Whether a phrase names an act, a tool, a sum: nobody who could act or be hit."""
        head = self.at.head(at)
        return (
            not self.is_somebody(at)
            and not self._is_proper(at)
            and (
                self._is_abstract(head)
                or self.deeds.has("inert", head)
                or self.deeds.has("nouns", head)
            )
        )

    def _is_proper(self, at: int) -> bool:
        """Whether a phrase of two words or more is a name as a whole: "the Islamic State"."""
        capital = self.words.capital[self.chunks[at].first : self.chunks[at].after]
        return self.cased and len(capital) > 1 and capital[0] > 0 and capital[-1] > 0

    def _is_abstract(self, noun: str) -> bool:
        """Whether a noun names nobody, by the language or by the domain."""
        return noun in w.NO_ACTORS or self.deeds.tells("nobody", noun)

    def mark(self, found: Sequence[int], part: Part, by: int, *, real: bool = True) -> None:
        """Give phrases a part.

        Args:
            found: the phrases.
            part: the part.
            by: the verb or noun that tells it.
            real: whether it happened; else it was only planned, feared or ordered.
        """
        if part == "agent":
            found = [owner for phrase in found for owner in self._owners(phrase)]
        for phrase in found:
            index = self._meant(phrase)
            if self.is_nobody(index) or self._is_denied(index):
                continue
            self.parts.tell(index, part, by, real=real)
            if self.before(index) in w.POSSESSIVES:  # "*his* car was hit", "*its* men fired"
                followers = self.at.head(index) in w.FOLLOWERS
                if part == "patient" or followers:
                    self.hint(meant_by(self, index), part, by)

    def hint(self, found: Sequence[int], part: Part, by: int) -> None:
        """Note that something speaks for a part of phrases, as :meth:`mark` does."""
        for phrase in found:
            index = self._meant(phrase)
            if not self.is_nobody(index) and not self._is_denied(index):
                self.parts.hint(index, part, by)

    def _stand_by(self, found: Sequence[int]) -> None:
        for index in found:
            self.parts.stand_by(index)

    def _owners(self, at: int) -> list[int]:
        """Whose men they are, where somebody says it of their own: "X said that *its men* did"."""
        before = self.before(at)
        if before not in w.OWN or self.at.head(at) not in w.FOLLOWERS:
            return [at]
        return self.at.who_says(at) or [at]

    def _meant(self, at: int) -> int:
        """Who is meant by one who speaks for others: "the spokesman *of the front*"."""
        is_of = self.at.is_prep(at + 1, ("of", "for"))
        speaks = self.at.head(at) in w.SPEAKING_FOR
        return at + 2 if speaks and is_of and self.at.sort(at + 2) == "np" else at

    def _mark_sides(self, people: Sequence[int], by: int, *, together: bool) -> None:
        """Mark the sides of an act that has no direction: in the order of the text."""
        self.parts.face(one for one in people if not self.is_nobody(one))
        if together:
            self.mark(people[:1], "agent", by)
            self.mark(people[1:], "patient", by)

    def _is_denied(self, at: int) -> bool:
        """Whether a phrase says that it was nobody: "no group claimed"."""
        return self.before(at) in w.NONE

    def before(self, at: int) -> str:
        """The word before a phrase: its determiner, where it has one."""
        return self.words.word(self.chunks[at].first - 1)
