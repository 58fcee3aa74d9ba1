"""A server on loopback with chat completions, files and batches, held to OpenAI's documented protocol.

https://platform.openai.com/docs/api-reference/batch and …/docs/guides/batch: a file of JSON lines with
the purpose ``batch``; a batch goes from ``validating`` over ``in_progress`` and ``finalizing`` to an
end; answers are in any order, failures in a file of their own, what came too late is ``batch_expired``.
"""

import email
import email.policy
import json
from collections import Counter
from collections.abc import Callable
from email.message import Message
from typing import Any

from tests.providers.loopback import Loopback, Said

Answer = Callable[[dict[str, Any]], Any]
"""The text of an answer to a body, an HTTP status, or ``None`` for what is not done in time."""


class BatchServer(Loopback):
    """The server.

    Args:
        answer: what is answered.

    Attributes:
        submitted: how often each request was put into a batch, by its ``custom_id``.
        batches: each batch by its id.
        chats: bodies of plain chat completions.
        refuse: what a batch is refused for when it is validated, ``(code, message)``, each once.
        lose: whether the answer to the next submission is lost on its way.
        vanish: whether the next batch that is looked at is not there any more.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.submitted: Counter[str] = Counter()
        self.batches: dict[str, dict[str, Any]] = {}
        self.chats: list[dict[str, Any]] = []
        self.refuse: list[tuple[str, str]] = []
        self.lose = self.vanish = False
        self._files: dict[str, bytes] = {}

    @property
    def sizes(self) -> list[int]:
        """Requests of each batch."""
        return [batch["request_counts"]["total"] for batch in self.batches.values()]

    def get(self, path: str, headers: Message) -> Said:
        path = path.partition("?")[0]
        if path == "/v1/batches":
            data = list(self.batches.values())[::-1]
            return 200, {"object": "list", "data": data, "has_more": False}
        if self.vanish and path.startswith("/v1/batches/"):
            self.vanish = False
            del self.batches[path[12:]]
        if path.startswith("/v1/batches/") and (found := self.batches.get(path[12:])):
            self._advance(found)
            return 200, found
        if path.startswith("/v1/files/") and path.endswith("/content"):
            return 200, self._files[path[10:-8]]
        return 404, {"error": {"message": "no such page"}}

    def post(self, path: str, headers: Message, body: bytes) -> Said:
        if path == "/v1/chat/completions":
            self.chats.append(json.loads(body))
            return self._completed(json.loads(body))
        if path == "/v1/files":
            return self._upload(headers["content-type"], body)
        if path == "/v1/batches":
            return self._create(json.loads(body))
        return 404, {"error": {"message": "no such page"}}

    def _upload(self, kind: str, body: bytes) -> Said:
        parts = email.message_from_bytes(
            f"content-type: {kind}\n\n".encode() + body, policy=email.policy.HTTP
        )
        found = {
            str(part.get_param("name", header="content-disposition")): part
            for part in parts.iter_parts()
        }
        assert found["purpose"].get_content().strip() == "batch"
        assert str(found["file"].get_filename()).endswith(".jsonl")
        content = found["file"].get_payload(decode=True)
        assert isinstance(content, bytes)
        name = self._keep(content)
        return 200, {
            "id": name, "object": "file", "bytes": len(content), "created_at": 1,
            "filename": "x.jsonl", "purpose": "batch", "status": "processed",
        }  # fmt: skip

    def _keep(self, content: bytes) -> str:
        name = f"file-{len(self._files)}"
        self._files[name] = content
        return name

    def _create(self, body: dict[str, Any]) -> Said:
        assert body["completion_window"] == "24h"
        rows = self._rows(body["input_file_id"])
        assert 0 < len(rows) <= 50_000
        assert len({row["custom_id"] for row in rows}) == len(rows)
        for row in rows:
            assert set(row) == {"custom_id", "method", "url", "body"}
            assert (row["method"], row["url"]) == ("POST", body["endpoint"])
        batch = {
            **body, "id": f"batch_{len(self.batches)}", "object": "batch", "created_at": 1,
            "status": "validating",
            "request_counts": {"total": len(rows), "completed": 0, "failed": 0},
        }  # fmt: skip
        self.batches[batch["id"]] = batch
        if not self.refuse:
            self.submitted.update(row["custom_id"] for row in rows)
        if self.lose:
            self.lose = False
            return 0, None
        return 200, batch

    def _rows(self, file: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._files[file].splitlines()]

    def _advance(self, batch: dict[str, Any]) -> None:
        """One step, each time it is looked at."""
        if batch["status"] == "validating" and self.refuse:
            code, message = self.refuse.pop(0)
            data = [{"code": code, "message": message, "line": None, "param": None}]
            batch.update(status="failed", errors={"object": "list", "data": data})
        elif batch["status"] == "validating":
            batch["status"] = "in_progress"
        elif batch["status"] == "in_progress":
            self._finish(batch)

    def _finish(self, batch: dict[str, Any]) -> None:
        done: list[dict[str, Any]] = []
        bad: list[dict[str, Any]] = []
        status = "completed"
        for row in reversed(self._rows(batch["input_file_id"])):  # in any order
            code, told = self._completed(row["body"])
            line: dict[str, Any] = {"id": "x", "custom_id": row["custom_id"], "error": None}
            if told is None:
                status = "expired"
                error = {"code": "batch_expired", "message": "it could not be done in time"}
                bad.append({**line, "response": None, "error": error})
                continue
            response = {"status_code": code, "request_id": "r", "body": told}
            (done if code == 200 else bad).append({**line, "response": response})
        batch["status"] = status
        batch["request_counts"].update(completed=len(done), failed=len(bad))
        for key, lines in (("output_file_id", done), ("error_file_id", bad)):
            if lines:
                batch[key] = self._keep("".join(json.dumps(x) + "\n" for x in lines).encode())

    def _completed(self, body: dict[str, Any]) -> Said:
        said = self.answer(body)
        if said is None:
            return 200, None
        if isinstance(said, int):
            return said, {"error": {"message": f"no answer for {said} reasons", "code": "x"}}
        choice = {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": said},
        }
        usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
        return 200, {"id": "1", "object": "chat.completion", "choices": [choice], "usage": usage}
