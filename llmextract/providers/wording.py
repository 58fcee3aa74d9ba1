"""What a user is told of a server: where it is, what it said, what to do; never its key.

The client's errors become ours here, in one place; anything else is a bug and looks like one.
"""

from dataclasses import dataclass

from llmextract.errors import ModelError, ModelUnavailableError
from llmextract.providers import environment, outcomes, refusals, retrying
from llmextract.providers.completions import NoAnswerError
from llmextract.providers.connection import StatusError
from llmextract.providers.negotiation import Learnt
from llmextract.providers.outcomes import Meaning
from llmextract.providers.pacing import CROWDED

NO_KEY = "none"
"""What is sent to servers that need no key: openai refuses an empty one, they ignore it."""
_LONGEST = 300


@dataclass(frozen=True)
class Wording:
    """How a server is spoken of.

    Attributes:
        name: full name of the model.
        base_url: its address.
        api_key: its key, which is left out of whatever it says.
        key_variable: the variable of the environment that the key came from.
    """

    name: str
    base_url: str | None
    api_key: str | None
    key_variable: str | None

    @property
    def place(self) -> str:
        """The model's name and, where the name does not hold it, the address."""
        where = self.base_url
        return self.name if where is None or where in self.name else f"{self.name} at {where}"

    def learnt(self, what: Learnt) -> str:
        """Something that the server taught us."""
        return f"{self.place}: {self._masked(str(what))}"

    def waiting(self, seconds: float) -> str:
        """A server that puts us off."""
        return f"{self.place}: the server asks to wait {seconds:.0f} s; waiting"

    def crowded(self, most: int) -> str:
        """A server that takes fewer requests at a time."""
        return f"{self.place}: {CROWDED.format(most=most)}"

    def thought_too_long(self, tokens: int) -> ModelError:
        """An answer that was cut before it began."""
        return ModelError(
            f"{self.place}: all {tokens} tokens went into reasoning and none into an answer",
            hint="switch its reasoning off or lower it at the server, or take another model",
        )

    def error(self, error: Exception, *, answered: bool) -> Exception:
        """The user's error for one of the client's.

        Args:
            error: what the client raised.
            answered: whether the server has answered before.
        """
        import httpx2

        if isinstance(error, NoAnswerError):
            return self._no_answer(error)
        if isinstance(error, httpx2.HTTPError):
            return self._no_response(error)
        if not isinstance(error, StatusError):
            return error
        where = f"{self.place}: {self._masked(_message(error))}"
        if (asked := retrying.retry_after(error)) > retrying.LONGEST_WAIT:
            where += f" (it asks to wait {asked:.0f} s)"
        status, words = retrying.status_of(error), outcomes.words_of(error)
        return outcomes.of_status(status, words, answered=answered).error(where, key=self._key)

    def _no_response(self, cause: Exception) -> ModelError:
        """No server, none that goes on to the end, or none that may be believed."""
        import httpx2

        from llmextract.providers.network import SentOnError, TooLargeError

        said = " ".join(str(cause).split())[:_LONGEST]
        hint = "is it running, and is the address right?"
        if isinstance(cause, SentOnError):
            hint = "neither key nor text went there: give that address if it is the right one"
            return ModelUnavailableError(f"{self.place}: {said}", hint=hint)
        if isinstance(cause, TooLargeError | httpx2.DecodingError):
            return ModelError(f"{self.place}: {said}")
        if isinstance(cause, httpx2.TimeoutException) and not isinstance(
            cause, httpx2.ConnectTimeout
        ):
            hint = "allow more with --timeout, or try fewer --jobs"
            return ModelError(
                f"{self.place}: {said or 'no answer in time'}", hint=hint, doubt="outage"
            )
        words = f"{self.place}: {_broken(cause)}{f' ({said})' if said else ''}"
        if "CERTIFICATE_VERIFY_FAILED" in said:
            variable = environment.certificates() or "SSL_CERT_FILE"
            hint = f"set {variable} to a file with the certificate of who signs for it"
            return ModelUnavailableError(words, hint=hint)
        if proxy := environment.proxy_of(self.base_url):
            hint = f"{proxy[0]} names a proxy for it: is that right? NO_PROXY leaves hosts out"
        return ModelUnavailableError(words, hint=hint, doubt="outage")

    def _no_answer(self, error: NoAnswerError) -> ModelError:
        meaning = Meaning(error.kind, error.hint)
        if error.status_code:
            meaning = outcomes.of_status(error.status_code, error.words, answered=True)
        return meaning.error(f"{self.place}: {self._masked(error.words)}", key=self._key)

    @property
    def _key(self) -> str:
        return self.key_variable or "none is needed for a local server"

    def _masked(self, words: str) -> str:
        key = self.api_key
        return words.replace(key, "***") if key and key != NO_KEY else words


def _message(error: Exception) -> str:
    """What the server said, in one line; never the request, never a key."""
    said = refusals.words_of(getattr(error, "body", None)) or str(error)
    return " ".join(said.split())[:_LONGEST].rstrip(".")


def _broken(cause: BaseException) -> str:
    """What went wrong below HTTP, in a few words."""
    import httpx2

    if isinstance(cause, httpx2.ConnectTimeout):
        return "the connection took too long"
    if isinstance(cause, httpx2.ProxyError):
        return "the proxy refuses"
    if isinstance(cause, httpx2.ConnectError):
        return "no connection"
    return "the connection was lost before the answer"
