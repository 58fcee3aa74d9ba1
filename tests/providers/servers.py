"""Fakes of servers, each held to the documented rules of the one that it stands for.

They answer over a transport that never leaves the process: what they take, what they refuse and in
which words, what they tell of themselves, how they cut.
"""

import json
from collections.abc import Callable
from typing import Any

import httpx2

from llmextract.model import Message, Reply, Request, Sampling
from llmextract.providers.server import ServerModel

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"incidents": {"type": "array", "items": {"type": "string"}, "maxItems": 3}},
    "required": ["incidents"],
    "additionalProperties": False,
}
KEY = "sk-very-secret-0815"
ANSWER = '{"incidents":["a"]}'
PARAGRAPH = "Paragraph:\n[1] Two men were shot in Orvak."


def request(words: int = 0, *, schema: Any = SCHEMA, max_tokens: int = 500) -> Request:
    """A request of the pinned form; ``words`` of article stand before the paragraph."""
    article = "word " * words
    return Request(
        "server:m@http://h/v1",
        (Message("system", "List the incidents."), Message("user", f"{article}{PARAGRAPH}")),
        schema,
        Sampling(temperature=0.0, max_tokens=max_tokens, seed=7),
    )


class Fake:
    """A server that takes all and enforces schemas; subclasses know better.

    Attributes:
        bodies: bodies of the requests to chat completions, in order.
        paths: method and path of every request.
        warned: what the user was told.
    """

    name = "server:m@http://h/v1"
    model_name = "m"
    answer = ANSWER

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.warned: list[str] = []
        self.waits: list[float] = []

    def open(self, **options: Any) -> ServerModel:
        """A model that asks this server."""
        known: dict[str, Any] = {
            "model": self.model_name,
            "base_url": "http://h/v1",
            "api_key": KEY,
            "key_variable": "THE_KEY",
            "said": None,
            "warn": self.warned.append,
            "sleep": self.waits.append,
            "http_client": httpx2.Client(transport=httpx2.MockTransport(self.handle)),
        }
        return ServerModel(options.pop("name", self.name), **(known | options))

    def ask(self, asked: Request | None = None, **options: Any) -> Reply:
        """One request to a fresh model."""
        return self.open(**options).complete(asked or request())

    def handle(self, http: httpx2.Request) -> httpx2.Response:
        self.paths.append(f"{http.method} {http.url.path}")
        body = json.loads(http.content) if http.content else {}
        if http.method == "POST" and http.url.path.endswith(("/chat/completions", "/api/chat")):
            self.bodies.append(body)
            return self.chat(body)
        return self.page(http.url.path, body)

    def page(self, path: str, body: Any) -> httpx2.Response:
        return httpx2.Response(404, json={"error": "no such page"})

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        if "tools" not in body:
            return completion(self.answer, prompt=tokens(body))
        call = {"type": "function", "function": {"name": "Answer", "arguments": self.answer}}
        return completion(None, "tool_calls", prompt=tokens(body), tool_calls=[call])


def tokens(body: dict[str, Any]) -> int:
    """Tokens of a prompt: four characters each."""
    return sum(len(message["content"]) for message in body["messages"]) // 4


def completion(
    content: Any, finish: str = "stop", *, prompt: int = 30, usage: Any = None, **message: Any
) -> httpx2.Response:
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": content, **message},
    }
    counted = {"prompt_tokens": prompt, "completion_tokens": 4, "total_tokens": prompt + 4}
    return httpx2.Response(
        200,
        json={
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [choice],
            "usage": usage or counted,
        },
    )


def refused(
    message: Any, param: str | None = None, code: Any = None, status: int = 400
) -> httpx2.Response:
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return httpx2.Response(status, json={"error": error})


class OpenAI(Fake):
    """Chat models: both names of the length, strict schemas by the rules, no field it does not know."""

    name = "openai:gpt-4o"
    known = frozenset(
        {"model", "messages", "temperature", "seed", "max_tokens", "max_completion_tokens"}
        | {"response_format", "tools", "tool_choice"}
    )

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        for name in body:
            if name not in self.known:
                return refused(f"Unrecognized request argument supplied: {name}")
        wanted = body.get("response_format", {})
        if wanted.get("type") == "json_schema" and (fault := self.fault(wanted["json_schema"])):
            said = f"Invalid schema for response_format 'Answer': {fault}"
            return refused(said, "response_format")
        if wanted.get("type") == "json_object" and "json" not in str(body["messages"]).lower():
            return refused("'messages' must contain the word 'json' in some form", "messages")
        return super().chat(body)

    def fault(self, wanted: dict[str, Any]) -> str:
        if not wanted.get("strict"):
            return ""
        schema = wanted["schema"]
        if schema.get("additionalProperties") is not False:
            return (
                "In context=(), 'additionalProperties' is required to be supplied and to be false."
            )
        return "" if "uniqueItems" not in str(schema) else "'uniqueItems' is not permitted."


class OpenAIReasoning(OpenAI):
    """gpt-5 and the o models: no max_tokens, no temperature but 1; thoughts count as answer."""

    name = "openai:gpt-5-mini"
    thoughts = 900

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        if "max_tokens" in body:
            return refused(
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                "'max_completion_tokens' instead.",
                "max_tokens",
                "unsupported_parameter",
            )
        if body.get("temperature", 1) != 1:
            return refused(
                "Unsupported value: 'temperature' does not support 0 with this model. Only the "
                "default (1) value is supported.",
                "temperature",
                "unsupported_value",
            )
        if body.get("max_completion_tokens", 10**6) < self.thoughts:
            spent = {"completion_tokens_details": {"reasoning_tokens": self.thoughts}}
            return completion("", "length", usage={"prompt_tokens": 9, **spent})
        return super().chat(body)


class OpenAIBefore(OpenAI):
    """Models from before structured outputs."""

    name = "server:old@http://h/v1"

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        if body.get("response_format", {}).get("type") == "json_schema":
            return refused(
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported with "
                "this model.",
                "response_format",
            )
        return super().chat(body)


class VLLM(Fake):
    """Tells its context, refuses what does not fit, and templates refuse what they do not know."""

    context = 4096
    takes_system = True
    takes_tools = False

    def page(self, path: str, body: Any) -> httpx2.Response:
        if path == "/v1/models":
            entry = {"id": "m", "owned_by": "vllm", "max_model_len": self.context}
            return httpx2.Response(200, json={"object": "list", "data": [entry]})
        return super().page(path, body)

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        read, length = tokens(body), body.get("max_tokens", 16)
        if not self.takes_system and body["messages"][0]["role"] == "system":
            return refused("System role not supported", code=400)
        if "tools" in body and not self.takes_tools:
            return refused(
                '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser'
            )
        if read >= self.context:
            return refused(
                f"This model's maximum context length is {self.context} tokens. However, you "
                f"requested {read + length} tokens ({read} in the messages, {length} in the "
                "completion). Please reduce the length of the messages or completion."
            )
        if read + length > self.context:
            return refused(
                f"'max_tokens' or 'max_completion_tokens' is too large: {length}. This model's "
                f"maximum context length is {self.context} tokens and your request has {read} input "
                f"tokens ({length} > {self.context} - {read})."
            )
        return super().chat(body)


class LlamaCpp(Fake):
    """Tells the context of a slot, refuses a longer prompt and schemas that it cannot convert."""

    context = 2048

    def page(self, path: str, body: Any) -> httpx2.Response:
        if path == "/v1/models":
            entry = {"id": "m", "owned_by": "llamacpp", "meta": {"n_ctx_train": 32768}}
            return httpx2.Response(200, json={"object": "list", "data": [entry]})
        if path == "/props":
            settings = {"default_generation_settings": {"n_ctx": self.context}, "total_slots": 4}
            return httpx2.Response(200, json=settings)
        return super().page(path, body)

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        if "$ref" in str(body.get("response_format")):
            said = "JSON schema conversion failed:\nUnrecognized schema: {}"
            return httpx2.Response(
                400, json={"error": {"code": 400, "message": said, "type": "invalid_request_error"}}
            )
        if (read := tokens(body)) > self.context:
            error = {
                "code": 400,
                "message": f"request ({read} tokens) exceeds the available context size "
                f"({self.context} tokens), try increasing it",
                "type": "exceed_context_size_error",
                "n_prompt_tokens": read,
                "n_ctx": self.context,
            }
            return httpx2.Response(400, json={"error": error})
        return super().chat(body)


class LMStudio(Fake):
    """Errors as bare texts; schemas or text, no JSON object; a context chosen at loading."""

    loaded: int | None = 4096

    def page(self, path: str, body: Any) -> httpx2.Response:
        if path == "/v1/models":
            entries = [{"id": "m", "owned_by": "organization_owner"}, {"id": "other"}]
            return httpx2.Response(200, json={"object": "list", "data": entries})
        if path == "/api/v0/models":
            entry = {"id": "m", "state": "loaded", "max_context_length": 131072}
            if self.loaded:
                entry["loaded_context_length"] = self.loaded
            return httpx2.Response(200, json={"data": [{"id": "other"}, entry]})
        return super().page(path, body)

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        wanted = body.get("response_format")
        if wanted and wanted["type"] not in {"json_schema", "text"}:
            said = "'response_format.type' must be 'json_schema' or 'text'"
            return httpx2.Response(400, json={"error": said})
        choice = body.get("tool_choice", "auto")
        if not isinstance(choice, str):
            said = (
                "Invalid tool_choice type: 'object'. Supported string values: none, auto, required"
            )
            return httpx2.Response(400, json={"error": said})
        if self.loaded and tokens(body) > self.loaded:
            said = (
                "The number of tokens to keep from the initial prompt is greater than the context "
                f"length (n_keep: {tokens(body)}>= n_ctx: {self.loaded}). Try to load the model with "
                "a larger context length, or provide a shorter input."
            )
            return httpx2.Response(400, json={"error": said})
        return super().chat(body)


class OpenRouter(Fake):
    """A gateway: context in its list, errors of those behind it quoted, or inside a 200."""

    model_name = "maker/m"
    context = 32000

    def __init__(self) -> None:
        super().__init__()
        self.behind: Callable[[dict[str, Any]], httpx2.Response] = super().chat

    def page(self, path: str, body: Any) -> httpx2.Response:
        if path == "/v1/models":
            entries = [
                {
                    "id": f"maker/{n}",
                    "context_length": self.context * (n == "m") or 9,
                    "top_provider": {},
                }
                for n in ("x", "m")
            ]
            return httpx2.Response(200, json={"data": entries})
        return super().page(path, body)

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        answer = self.behind(body)
        if answer.status_code == 200:
            return answer
        error = {
            "message": "Provider returned error",
            "code": answer.status_code,
            "metadata": {"raw": answer.text, "provider_name": "Maker of max_tokens"},
        }
        return httpx2.Response(answer.status_code, json={"error": error, "user_id": "u"})


class Ollama(Fake):
    """Cuts silently at its context; only its own API sets it, and only newer ones can refuse."""

    name = "server:llama3.1@http://h/v1"
    model_name = "llama3.1"
    most = 32768
    own_api = True
    refuses_long = True
    takes_schema = True
    default = 4096
    thoughts = 0

    def page(self, path: str, body: Any) -> httpx2.Response:
        if path == "/v1/models":
            entries = [{"id": "llama3.1:latest", "owned_by": "library"}, {"id": "b"}]
            return httpx2.Response(200, json={"object": "list", "data": entries})
        if path == "/api/version":
            return httpx2.Response(200, json={"version": "0.12.9"})
        if path == "/api/show":
            info = {"general.architecture": "llama", "llama.context_length": self.most}
            return httpx2.Response(200, json={"model_info": info, "parameters": "stop  x"})
        if path == "/api/ps":
            running = {"name": "b:latest", "model": "b:latest", "context_length": 1024}
            return httpx2.Response(200, json={"models": [running]})
        return super().page(path, body)

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        own = self.paths[-1].endswith("/api/chat")
        if own and not self.own_api:
            return httpx2.Response(404, text="404 page not found")
        options = body.get("options", {}) if own else {}
        context = options.get("num_ctx", self.default)
        if own and not self.takes_schema and isinstance(body.get("format"), dict):
            said = "json: cannot unmarshal object into Go struct field ChatRequest.format of type string"
            return httpx2.Response(400, json={"error": said})
        read = tokens(body)
        if read > context and own and self.refuses_long and body.get("truncate") is False:
            said = f"request ({read} tokens) exceeds the available context size ({context} tokens)"
            return httpx2.Response(400, json={"error": said})
        if not own:
            return completion(ANSWER, prompt=min(read, context))
        message = {"role": "assistant", "content": ANSWER}
        cut = options.get("num_predict", 10**6) < self.thoughts
        if cut:
            message |= {"content": "", "thinking": "hm " * 9}
        return httpx2.Response(
            200,
            json={
                "model": body["model"],
                "message": message,
                "done": True,
                "done_reason": "length" if cut else "stop",
                "prompt_eval_count": min(read, context),
                "eval_count": 5,
            },
        )
