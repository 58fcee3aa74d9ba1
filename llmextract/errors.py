"""Every error a user can meet, drawn as one tree.

::

    LlmextractError                 a line for the user: what happened, to what, what to do
    ├── UsageError                  wrong use: an option, a name, a file that cannot be (exit 2)
    │   ├── SchemaError             a schema that is missing or cannot be used
    │   └── RunFileError            a run file that cannot be read
    ├── DocumentError               one input that cannot be read; the others go on (exit 1)
    ├── ModelError                  the model could not answer
    │   ├── ModelUnavailableError   no model to be had: dead server, no weights, no extra (exit 3)
    │   │   └── AuthenticationError a key that is missing or refused (exit 3)
    │   ├── RequestRefusedError     the server refused this one request; others may pass
    │   ├── StoppedError            the run was stopped while it was asked
    │   ├── WaitingError            its answer comes with a batch
    │   ├── NotRecordedError        an offline run met a request never recorded (exit 4)
    │   └── BudgetError             asking on might cost more than the user allowed (exit 1)
    ├── StoreError                  the store on disk cannot be read or written
    └── OutputError                 the result cannot be written (exit 1)

``hint`` says what to do; ``str(error)`` is the whole line, ready to print.  Errors that are bugs of
ours are not in the tree on purpose: they should look like bugs.
"""

from typing import ClassVar, Literal

Doubt = Literal["none", "request", "outage", "crash"]
"""What asking something else would tell of a failure: nothing; whether it is about this one request;
that, and whether it passes by itself; likewise, where the server breaks, over this request or any."""


class LlmextractError(Exception):
    """Base of all errors meant for a user.

    Args:
        message: what happened and to what (a file, a paragraph, a model), without a full stop.
        hint: what the user can do about it.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message if hint is None else f"{message}; {hint}")


class UsageError(LlmextractError):
    """An option, a name or a file that cannot be."""

    exit_status = 2


class SchemaError(UsageError):
    """A schema that is missing or that the engine cannot use."""


class RunFileError(UsageError):
    """A run file that cannot be read."""


class DocumentError(LlmextractError):
    """One input that cannot be read.

    Args:
        message: what is wrong with it.
        source: the input's name as the user gave it.
        hint: what the user can do about it.
    """

    def __init__(self, message: str, *, source: str, hint: str | None = None) -> None:
        self.source = source
        super().__init__(f"{source}: {message}", hint=hint)


class ModelError(LlmextractError):
    """The model could not answer; ``kind`` names the failure in a run file.

    Args:
        message: what happened and to what.
        hint: what the user can do about it.
        doubt: what asking something else would tell.
    """

    kind: ClassVar[str] = "model"

    def __init__(self, message: str, *, hint: str | None = None, doubt: Doubt = "none") -> None:
        self.doubt = doubt
        super().__init__(message, hint=hint)


class ModelUnavailableError(ModelError):
    """No model to be had at all: asking again for another paragraph is in vain."""

    exit_status = 3
    kind = "unavailable"


class AuthenticationError(ModelUnavailableError):
    """The key is missing or was refused."""

    kind = "authentication"


class RequestRefusedError(ModelError):
    """The server refused this one request, for instance because it is too long."""

    kind = "refused"


class StoppedError(ModelError):
    """The run was stopped while the model was asked."""

    kind = "stopped"


class WaitingError(ModelError):
    """The answer to a request comes with a batch."""

    kind = "waiting"


class NotRecordedError(ModelError):
    """An offline run met a request that was never recorded."""

    exit_status = 4
    kind = "not_recorded"


class BudgetError(ModelError):
    """Asking on might cost more than the user allowed."""

    kind = "budget"


class StoreError(LlmextractError):
    """The store on disk cannot be read or written."""


class OutputError(LlmextractError):
    """The result cannot be written."""
