"""A shelf of JSON values by digest, wherever its texts lie, and one in memory: nothing is believed.

A store that forgets silently is no record of what a model said: nothing is ever evicted.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from llmextract.errors import StoreError

TOLD = 5
"""How many entries that cannot be used are named in a run."""
REPAIR = "somebody else wrote to it, or the disk did; look at it with: llmextract cache check"


_spell = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=list).encode


class Texts(Protocol):
    """Where the texts of a shelf lie, by key; each method raises ``StoreError`` where it cannot."""

    @property
    def where(self) -> str:
        """The place, as a message names it: without a password."""

    def get(self, key: str) -> str | None:
        """The text, or ``None`` where there is none."""

    def know(self, common: str) -> None:
        """Take note of what texts to be read have in common."""

    def set(self, key: str, text: str, *, common: str = "") -> None:
        """Keep a text, in place of any other of this key; what is common to many need be kept once."""

    def keys(self, *, newest_first: bool = False) -> Iterator[str]:
        """Every key, in the order they were written, or from the last one back."""

    def remove(self, key: str) -> None:
        """Forget one text."""

    def clear(self) -> int:
        """Forget everything; how many texts there were."""

    def __len__(self) -> int: ...

    def size(self) -> int:
        """Bytes that they take."""

    def close(self) -> None:
        """Let go of it."""


class Shelf:
    """One store of JSON values by digest.

    Args:
        texts: where it lies.
        warn: where given, a value that cannot be written (a full disk) or read is told here and
            the run goes on as if it were not there; else it is an error.
    """

    def __init__(self, texts: Texts, *, warn: Callable[[str], None] | None = None) -> None:
        self.texts = texts
        self._warn = warn
        self._warned = False
        self._told = 0
        self._lock = threading.Lock()

    @property
    def where(self) -> str:
        """Where it lies, as a message names it."""
        return self.texts.where

    def get(self, key: str) -> Any | None:
        """The value, or ``None`` when there is none that can be used."""
        return self._usable(key)

    def _usable(self, key: str) -> Any | None:
        try:
            text = self.texts.get(key)
            return None if text is None else self._load(text)
        except StoreError as error:
            self.refuse(key, error.message)
            return None

    def refuse(self, key: str, why: str) -> None:
        """Say that a value is not used, and why.

        Raises:
            StoreError: nobody is there to be told.
        """
        told = f"{why} (entry {key[:12]})"
        if self._warn is None:
            raise StoreError(told, hint=REPAIR)
        with self._lock:
            self._told += 1
            if self._told > TOLD:
                return
            last = self._told == TOLD
        self._warn(f"{told}; it is not used" + (f"; {REPAIR}" if last else ""))

    def know(self, common: str) -> None:
        """Take note of what values to be read have in common; see :meth:`put`."""
        self.texts.know(common)

    def put(self, key: str, value: Any, *, common: str = "", text: str | None = None) -> None:
        """Keep a JSON value.

        Args:
            key: its digest.
            value: the value.
            common: a text most of which stands in the JSON of many values.
            text: the value as JSON in one line, where somebody has spelled it.
        """
        text = text or _spell(value)
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:  # half of a surrogate pair, which an answer may hold
                text = json.dumps(value, separators=(",", ":"), default=list)
        try:
            self.texts.set(key, text, common=common)
        except StoreError as error:
            if self._warn is None:
                raise
            with self._lock:
                first, self._warned = not self._warned, True
            if first:
                self._warn(f"{error}; answers are not kept while this lasts")

    def items(self, *, newest_first: bool = False) -> Iterator[tuple[str, Any]]:
        """Every key and value, in the order they were written, or from the last one back."""
        for key in self.texts.keys(newest_first=newest_first):
            value = self._usable(key)
            if value is not None:
                yield key, value

    def remove(self, key: str) -> None:
        """Forget one value."""
        self.texts.remove(key)

    def clear(self) -> int:
        """Forget everything; how many values there were."""
        return self.texts.clear()

    def _load(self, text: str) -> Any:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            message = f"the store in {self.where} holds a value that is not JSON"
            raise StoreError(message, hint=REPAIR) from error

    def __len__(self) -> int:
        return len(self.texts)

    def size(self) -> int:
        """Bytes that it takes."""
        return self.texts.size()

    def close(self) -> None:
        """Let go of it."""
        self.texts.close()


class MemoryShelf:
    """The newest values of one run, in memory: what stands for a shelf where nothing is kept.

    A question about a whole article is put for each of its paragraphs, and must be asked once.

    Args:
        most: values that are remembered.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._values: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()

    def refuse(self, key: str, why: str) -> None:
        """What this process itself put here is always of use."""

    def get(self, key: str) -> Any | None:
        """The value, or ``None`` when there is none any more."""
        with self._lock:
            return self._values.get(key)

    def know(self, common: str) -> None:
        """In memory nothing is packed."""

    def put(self, key: str, value: Any, *, common: str = "", text: str | None = None) -> None:
        """Remember a value, and forget the oldest where there are too many."""
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    def items(self, *, newest_first: bool = False) -> Iterator[tuple[str, Any]]:
        """Every key and value, in the order they were written, or from the last one back."""
        with self._lock:
            found = list(self._values.items())
        yield from reversed(found) if newest_first else found
