"""A server that refuses each request in which a field stands."""

from typing import Any

import httpx2

from tests.providers.servers import Fake


class Refusing(Fake):
    """Refuses each request that holds a field, in the given words."""

    def __init__(self, field: str, refusal: httpx2.Response) -> None:
        super().__init__()
        self.field = field
        self.refusal = refusal

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        return self.refusal if self.field in body else super().chat(body)
