"""What a failed request means to a user: from an HTTP status and the server's words to an error.

All providers share the table: each vendor has errors of its own, the status is what they have in
common.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from llmextract.errors import (
    AuthenticationError,
    Doubt,
    ModelError,
    ModelUnavailableError,
    RequestRefusedError,
)

_STATUSES: Mapping[int, tuple[type[ModelError], str | None]] = {
    400: (RequestRefusedError, None),
    401: (AuthenticationError, "set the key in the environment ({key})"),
    402: (
        ModelUnavailableError,
        "the account has no credit left: top it up, or take another model",
    ),
    403: (AuthenticationError, "the key may not use this model ({key})"),
    404: (ModelUnavailableError, "check the model's name and the address"),
    408: (ModelError, "the server is too slow; try fewer --jobs"),
    413: (RequestRefusedError, "the server takes no request of this length"),
    422: (RequestRefusedError, None),
    429: (ModelError, "try again later or with fewer --jobs"),
    504: (ModelError, "the server is too slow; try fewer --jobs"),
}
PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
"""Statuses of failures that pass by themselves; 520 to 524 are those of a gateway (Cloudflare)."""
BREAKS = 500
"""The status of a server that breaks: over this request alone, or over any."""
QUOTA = 402
"""The status that stands for an empty account, whatever the server sent."""
_EMPTY_ACCOUNT = re.compile(
    r"insufficient[_ ](quota|credits?|balance|funds)|exceeded your current quota|"
    r"credit balance is too low|billing[_ ]hard[_ ]limit|payment required",
    re.IGNORECASE,
)
_NAMED: Mapping[int, re.Pattern[str]] = {
    429: re.compile(r"rate[_ -]?limit|throttl|too[_ -]?many[_ -]?requests", re.IGNORECASE),
    503: re.compile(
        r"overload|(over|at|no|insufficient)[_ -]?capacity|too[_ -]?busy|temporarily|"
        r"server[_ -]is[_ -]busy|service[_ -]?unavailable",
        re.IGNORECASE,
    ),
}
"""What servers call a failure that passes, where they give it no number."""
_COMES_BACK = re.compile(r"(retry|try again) (in|after)", re.IGNORECASE)
_WITHHELD = re.compile(
    r"moderation|flagged|content[_ ](filter|policy|management)|safety|blocked|guardrail",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"context[ _-]?(length|size|window)|n_ctx|reduce the length|prompt is too long", re.IGNORECASE
)


def words_of(error: BaseException) -> str:
    """All that an error says, its codes too: to look into, not to show."""
    return f"{error} {getattr(error, 'body', '')}"


def status_named(words: str) -> int | None:
    """The status of a failure that servers name and do not number."""
    return next((status for status, name in _NAMED.items() if name.search(words)), None)


def is_quota(status: int | None, words: str) -> bool:
    """Whether the account is empty: asking again, for this paragraph or another, is in vain.

    Some servers say of a limit per minute that the quota is exceeded, and when to come back.
    """
    if status == QUOTA:
        return True
    empty = status in {400, 403, 429} and _EMPTY_ACCOUNT.search(words) is not None
    return empty and not _COMES_BACK.search(words)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a status means.

    Attributes:
        kind: the error that it is to a user.
        hint: what to do about it; ``{key}`` stands for where the key is from.
        doubt: what asking something else would tell.
    """

    kind: type[ModelError]
    hint: str | None = None
    doubt: Doubt = "none"

    def error(self, message: str, *, key: str) -> ModelError:
        """The error, with the name of the variable that the key is from."""
        return self.kind(message, hint=self.hint and self.hint.format(key=key), doubt=self.doubt)


def of_status(status: int | None, words: str, *, answered: bool = False) -> Meaning:
    """What to make of a status.

    Args:
        status: the HTTP status, or what the server calls one in an answer that came with 200.
        words: what the server said.
        answered: whether the same model has answered before; then 403 and 404 speak of this one
            request (a moderated text, a gateway that finds nobody for it), not of the model.
    """
    if is_quota(status, words):
        return Meaning(*_STATUSES[QUOTA])
    if status in {400, 403, 422} and _WITHHELD.search(words):
        return Meaning(RequestRefusedError)
    if status in {403, 404} and answered:
        return Meaning(RequestRefusedError)
    if status in {400, 413, 422} and _CONTEXT.search(words):
        needs = "the model needs a larger context, or the text a smaller --unit"
        return Meaning(RequestRefusedError, needs)
    kind, hint = _STATUSES.get(status or 0, (ModelError, None))
    if status in {403, 404}:
        return Meaning(kind, hint, "request")
    if status == BREAKS:
        return Meaning(kind, hint, "crash")
    return Meaning(kind, hint, "outage" if status in PASSING else "none")
