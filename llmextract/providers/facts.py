"""What is known of a model and its server once it was asked: for ``models check``, and for advice."""

from dataclasses import dataclass

from llmextract.providers.negotiation import Learnt
from llmextract.providers.probing import Said
from llmextract.providers.profiles import Profile
from llmextract.providers.structures import Structure

EMBEDDED = "llama.cpp in this process"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a model and its server, from its name and from asking it.

    Attributes:
        profile: what was known before.
        server: which server it is, where it tells.
        structure: how an answer of a given shape is asked for at present.
        length: the parameter for the most tokens, or ``None`` when none is taken.
        left_out: parameters that are not sent.
        system: whether messages of the role ``system`` are sent as such.
        thinking_tokens: tokens on top of the answer's.
        context: tokens of a request with its answer, where the server tells or was told.
        learnt: what it refused, in order.
    """

    profile: Profile
    server: str | None
    structure: Structure
    length: str | None
    left_out: frozenset[str]
    system: bool
    thinking_tokens: int
    context: int | None
    learnt: tuple[Learnt, ...]


def enlarge(said: Said | None, wanted: int) -> str:
    """What to do about a context that is too small, in the words of the server that has it."""
    ways = {
        EMBEDDED: "take a shorter text or another model",
        "vLLM": "start it with a larger --max-model-len",
        "llama.cpp": "start it with a larger --ctx-size (it is shared by its slots)",
        "LM Studio": "load the model with a larger context length",
    }
    server = (said.server if said else None) or ""
    return ways.get(server, f"give the model a context of {wanted} tokens or more at the server")
