"""What a provider is, and what it is given to make a model from."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from llmextract.model import Model

if TYPE_CHECKING:
    from llmextract.providers.weight_sources import Progress
    from llmextract.schema.outline import Outline

OnFetch = Callable[["Progress"], None]
"""Called with how far it is while weights are fetched."""
Warn = Callable[[str], None]
"""Called with a line that the user should know and that stops nothing."""


@dataclass(frozen=True, slots=True)
class Domain:
    """The domain of a run, for providers that read by its rules.

    Attributes:
        outline: the class of the records.
        triggers: text of the domain's trigger words; empty where it has none.
        where: the name of the trigger file, for errors.
    """

    outline: "Outline"
    triggers: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a model is made from.

    Attributes:
        rest: what stands after the colon of its name.
        on_fetch: told how far it is while weights are fetched.
        warn: told what the user should know.
        domain: the run's domain, or ``None`` where there is none yet (``models check``).
        timeout: most seconds for one answer; by its tokens when ``None``.
        stop: set when the run is stopped.
        batch: whether it is asked in batches.
    """

    rest: str
    on_fetch: OnFetch = lambda _: None
    warn: Warn = lambda _: None
    domain: Domain | None = None
    timeout: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    batch: bool = False


@dataclass(frozen=True, slots=True)
class Provider:
    """One way to reach models.

    Attributes:
        make: builds the model.
        form: how a name looks, for help and errors.
        about: what it is, in a line.
    """

    make: Callable[[Opening], Model]
    form: str
    about: str
