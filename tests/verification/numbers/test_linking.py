"""Who is counted: each construction of the clause, with what it must not be taken for."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


@pytest.mark.parametrize(
    ("text", "role", "value", "verdict"),
    [
        # subjects
        ("Two men who had hidden in the loft were killed.", "killed", 2, "supported"),
        ("Two men (a cook and a guard) were killed.", "killed", 2, "supported"),
        ("Villagers, including two boys, were killed.", "killed", 2, "partly"),
        ("A cook, a father of two, was killed.", "killed", 1, "supported"),
        ("A cook, a father of two, was killed.", "killed", 2, "unsupported"),
        ("The driver and two men who sat behind him were killed.", "killed", 3, "derived"),
        ("Two men who ran and a boy were killed.", "killed", 3, "derived"),
        ("Guards said that two men were killed.", "killed", 2, "supported"),
        ("Guards met two men and a boy was killed.", "killed", 3, "unsupported"),
        ("They met two men; the guards were killed.", "killed", 2, "unclear"),
        ("They met two men and guards were killed.", "killed", 2, "unclear"),
        ("They met two men, but he was killed.", "killed", 2, "unclear"),
        ("Two men fell and were killed.", "killed", 2, "supported"),
        ("Two men were seized and later killed.", "killed", 2, "supported"),
        ("People from two villages were killed.", "killed", 2, "unsupported"),
        ("Two trucks were hit and burned.", "injured", 2, "unsupported"),
        ("Dr. A. Brandt and two others were killed.", "killed", 3, "derived"),
        ("Two men the raiders had freed were killed.", "killed", 2, "supported"),
        ("Two men the raiders had freed were killed.", "released", 2, "supported"),
        ("A cook and the two girls she was hiding were killed.", "killed", 3, "derived"),
        ("Hit in the knee, a guard fell.", "injured", 1, "supported"),
        ("Hit in the wall, the bullet held; a guard fell.", "injured", 1, "unclear"),
        ("Two guards were knifed to death.", "killed", 2, "supported"),
        ("They knifed to death two guards.", "killed", 2, "supported"),
        # exceptions: others are meant
        ("All but two of the nine men were killed.", "killed", 2, "unsupported"),
        ("All but two of the nine men were killed.", "killed", 7, "derived"),
        ("They killed all but two of the nine men.", "killed", 7, "derived"),
        ("Nobody except a guard was hurt.", "injured", 1, "supported"),
        # everybody
        ("Everyone in the bus was unhurt.", "injured", 0, "supported"),
        ("Nearly all men in the bus were unhurt.", "injured", 0, "unsupported"),
        ("All three attackers escaped unhurt.", "injured", 0, "unsupported"),
        ("All was quiet. The guard was unhurt.", "injured", 0, "unsupported"),
        # amounts put on a noun
        ("Doctors put the dead at nine.", "killed", 9, "supported"),
        ("Doctors put the dead in nine coffins.", "killed", 9, "supported"),
        ("Doctors put the number of the dead at nine.", "killed", 9, "supported"),
        ("Scouts put the number of the armed rebels at 90.", "fighters", 90, "supported"),
        ("Scouts know the number of rebels, not the 90 trucks.", "fighters", 90, "unsupported"),
        ("Scouts put the number of rebels higher.", "fighters", 1, "unsupported"),
        ("Two million men fled, the aid council says.", "displaced", 2000000, "supported"),
        # objects
        ("They killed two men by the road and a boy.", "killed", 3, "derived"),
        ("They killed two men and a boy was hurt.", "killed", 3, "unsupported"),
        ("They killed two men when three others came.", "killed", 3, "unclear"),
        ("They burned two trucks and killed a guard.", "killed", 1, "supported"),
        ("They killed in the two villages.", "killed", 2, "unsupported"),
        ("The two men they killed were guards.", "killed", 2, "supported"),
        ("The two men whom the raiders killed were guards.", "killed", 2, "supported"),
        ("The mob beat two men to death.", "killed", 2, "supported"),
        ("The mob did not kill anyone.", "killed", 0, "supported"),
        ("The mob did not kill two men.", "killed", 2, "unsupported"),
        # nouns
        ("The killing by the police of two men was filmed.", "killed", 2, "supported"),
        ("The killing of two men was filmed.", "killed", 2, "supported"),
        ("The two monks' murder was filmed.", "killed", 2, "supported"),
        ("The killing was filmed by two men.", "killed", 2, "unsupported"),
        ("An attack on two monks was filmed.", "victims", 2, "supported"),
        ("Two men suffered bullet wounds.", "injured", 2, "supported"),
        ("Neither side suffered casualties.", "killed", 0, "supported"),
        ("The number of injured is now 12.", "injured", 12, "supported"),
        ("The death toll, put at 12 so far, may rise.", "killed", 12, "supported"),
        ("The toll is not known. Twelve men left.", "killed", 12, "unclear"),
        ("They raised to 12 the number of dead.", "killed", 12, "supported"),
        ("Two monks are among the dead.", "killed", 2, "partly"),
        ("Among the dead are two monks.", "killed", 2, "partly"),
        ("Among the nine dead are two monks.", "killed", 2, "partly"),
        ("Two monks were among the nine dead.", "killed", 9, "supported"),
        # parts and the rest
        ("Of the nine wounded, two are monks.", "injured", 2, "partly"),
        ("Two of the nine wounded are in intensive care.", "injured", 2, "partly"),
        ("Nine men were hurt, two of them badly.", "injured", 2, "partly"),
        ("Nine men were seized; two of them were killed.", "killed", 2, "supported"),
        ("Nine men were killed in Orvana and two in Hult.", "killed", 2, "unclear"),
        ("Nine bodies lay here. Two more lay there.", "killed", 2, "partly"),
        ("Nine bodies lay here, two more were found there.", "killed", 2, "partly"),
        # doers
        ("Two men were killed by three raiders.", "attackers", 3, "supported"),
        ("Three men attacked the mill.", "attackers", 3, "supported"),
        ("Three men were attacked.", "attackers", 3, "unsupported"),
        ("Three men killed a monk.", "killed", 3, "unsupported"),
        # denials
        ("Nobody was injured.", "killed", 0, "derived"),
        ("Nobody was injured, two were killed.", "killed", 0, "unsupported"),
        ("There was no word on casualties.", "killed", 0, "unsupported"),
        # one
        ("A four-year-old was killed.", "killed", 1, "supported"),
        ("They killed the flautist.", "killed", 1, "supported"),
        ("The flautist, who died, was known.", "killed", 1, "supported"),
        ("The flautist was known.", "killed", 1, "unsupported"),
        ("The clergy were known and were killed.", "killed", 2, "unsupported"),
        ("Another was killed.", "killed", 1, "supported"),
        ("A day later they were killed.", "killed", 1, "unsupported"),
        ("The town was shelled and many were killed.", "killed", 1, "unsupported"),
    ],
)  # fmt: skip
def test_who_is_counted(text: str, role: str, value: int, verdict: str) -> None:
    assert judge(value, SourceText(text), role=role).verdict == verdict
