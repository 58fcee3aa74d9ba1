"""A value that an object computes when it is first asked for, without a lock.

The standard library's before Python 3.12 holds one lock for all objects of a class while it computes,
so that the threads of a run wait for each other's paragraphs.  Here two threads that ask at the same
moment may both compute; what they compute is the same.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Lazy(Generic[T]):
    """Decorates a method without arguments."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> "Lazy[T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> "T | Lazy[T]":
        if instance is None:
            return self
        value = self._compute(instance)
        instance.__dict__[self._name] = value  # which is found before this from now on
        return value
