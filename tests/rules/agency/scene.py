"""A small domain for the tests of agency, so that no shipped trigger file can change them."""

from llmextract.rules.triggers import read_triggers

TRIGGERS = read_triggers(
    """
field = "act"
agents = "doers"
patients = "patient"
pointing = "the"
apart = "another"
effects = "killed, killing, kill, wounded"

[roles]
effects = "killed, killing, kill, wounded"
suffering = "survived, died"
performing = "carried out, carry out, launched"
bursting = "exploded, set off, blew up, detonated"
claiming = "claimed responsibility, claimed"
blaming = "blamed, accused"
inert = "bomb*, grenade*, rifle*, charge"
nobody = "death, deaths, fire, blast"
somebody = "raider, raiders, bomber"

[acts.strike]
verbs = "attacked, shot, shot dead, shoot, robbed, seized, opened fire, threw, murdered"
nouns = "attack*, raid*, murder, bombing*"

[acts.blast]
verbs = "blew up, set off, detonated, exploded"
nouns = "blast*"
""",
    "scene",
)
