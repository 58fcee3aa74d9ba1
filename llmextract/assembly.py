"""Puts an engine together from the options of a run: domain, reading, models, examples, settings."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from llmextract import content, providers, runfile
from llmextract.errors import UsageError
from llmextract.model import Model, digest
from llmextract.options import Options
from llmextract.pipeline import Engine
from llmextract.providers import RULES, OnFetch, full_name, open_model
from llmextract.providers.profiles import Profile, profile_of
from llmextract.reading import confidence
from llmextract.reading.article import ArticleReading
from llmextract.reading.examples import Pool, load_pool
from llmextract.reading.exchanges import DRAW_TEMPERATURE
from llmextract.reading.guided import GuidedReading
from llmextract.reading.judging import INSTRUCTIONS as JUDGING
from llmextract.reading.open import OpenReading
from llmextract.reading.state import Domain, Reading
from llmextract.schema.outline import outline_of
from llmextract.stacking import Stack, stacked
from llmextract.store.shelves import Store
from llmextract.verification import gazetteer
from llmextract.verification.verifier import VERIFIER_VERSION
from llmextract.version import __version__

if TYPE_CHECKING:
    from pydantic import BaseModel

SELF, NOBODY = "self", "none"
"""The judges that are no names of models: the reader itself, and nobody."""


def assemble(
    options: Options,
    domain: Domain,
    stack: Stack,
    *,
    store: Store | None,
    judge: Stack | None,
    executor: Executor | None,
) -> Engine:
    """The engine of a run.

    Args:
        options: how the run goes.
        domain: what is read for.
        stack: the model.
        store: both stores, or ``None``.
        judge: who is asked about values that no rule can tell, if anybody.
        executor: sends requests where several answers are drawn.

    Raises:
        UsageError: a prompt, a reading or a file of examples that cannot be used.
    """
    profile = profile_of(stack.top.name)
    reading = reading_of(domain, options, profile)
    tokens = options.answer_tokens or profile.answer_tokens
    engine = Engine(
        options,
        domain,
        reading,
        stack.top,
        store,
        replace(options.sampling, max_tokens=tokens),
        settings={},
        judge=judge.top if judge else None,
        pool=pool_of(options, domain, reading),
        executor=executor,
        voice="rules" if stack.top.name == RULES else "model",
        by_rules=stack.top.name == RULES or isinstance(reading, GuidedReading),
    )
    engine = replace(engine, settings=settings_of(engine))
    if options.samples > 1:
        calibration = confidence.of_run(header(engine), content=options.content)
        engine = replace(engine, calibration=calibration)
    return engine


def model_of(
    name: str,
    domain: Domain,
    options: Options,
    *,
    warn: Callable[[str], None],
    on_fetch: OnFetch,
    stop: threading.Event,
) -> Model:
    """The model of a name, told what is read for.

    Raises:
        UsageError, ModelUnavailableError: see :func:`llmextract.providers.open_model`.
    """
    rules = providers.Domain(domain.outline, domain.prompt.triggers, domain.prompt.name)
    return open_model(
        name,
        on_fetch=on_fetch,
        warn=warn,
        domain=rules,
        timeout=options.timeout,
        stop=stop,
        batch=options.batch,
    )


def judge_of(
    options: Options,
    domain: Domain,
    stack: Stack,
    store: Store | None,
    *,
    warn: Callable[[str], None],
    on_fetch: OnFetch,
    stop: threading.Event,
    gate: AbstractContextManager[object] | None,
) -> Stack | None:
    """Who judges: the reader itself, another model, or nobody.

    Raises:
        UsageError: the name is no name of a model.
    """
    chosen = options.judge or (SELF if profile_of(stack.top.name).judges else NOBODY)
    if chosen == NOBODY:
        return None
    if chosen == SELF or full_name(chosen) == stack.top.name:
        return stack
    name = full_name(chosen)
    model = None
    if not options.offline:
        model = model_of(name, domain, options, warn=warn, on_fetch=on_fetch, stop=stop)
    return stacked(model, name, options, store, warn=warn, stop=stop, gate=gate)


def domain_of(options: Options, given: "type[BaseModel] | None") -> Domain:
    """What a run reads for: the class that it was given, or the one that its options name."""
    if given is not None:
        prompt = content.prompt_for(given, name=options.prompt, content=options.content)
        return Domain(outline_of(given), prompt)
    record = content.load_schema(options.schema, content=options.content)
    prompt = content.load_prompt(options.prompt_name, content=options.content)
    return Domain(outline_of(record), prompt)


def reading_of(domain: Domain, options: Options, profile: Profile) -> Reading:
    """How paragraphs are put to a model: as the user says, else as its profile does.

    Raises:
        UsageError: what was asked for does not go together.
    """
    name = options.reading or profile.reading
    if options.unit == "article":
        if options.reading == "guided":
            raise UsageError("guided reading goes by paragraphs", hint="leave out --unit article")
        return ArticleReading(domain, profile.article_tokens)
    if name == "guided" and domain.prompt.guided and domain.prompt.triggers:
        return GuidedReading(domain)
    if options.reading == "guided":
        raise UsageError(
            f"the domain {domain.prompt.name!r} has no rules to guide a reading",
            hint="it needs prompts/NAME.triggers.toml and prompts/NAME.guided.md; see the guide",
        )
    return OpenReading(domain, profile.article_tokens, looks_twice=options.second_look)


def pool_of(options: Options, domain: Domain, reading: Reading) -> Pool | None:
    """The examples that are chosen from for each paragraph, where a file of them is named."""
    if options.examples is None:
        return None
    return load_pool(
        options.examples,
        reading=reading,
        outline=domain.outline,
        name=options.schema,
        shots=options.shots,
    )


def settings_of(engine: Engine) -> Mapping[str, Any]:
    """What a result depends on besides the text, for its key in the store."""
    options, samples, pool = engine.options, engine.options.samples, engine.pool
    judging = [engine.judge.name, digest(JUDGING), options.judge_all] if engine.judge else None
    return {
        "schema": engine.domain.schema_digest,
        "prompt": _prompt_digest(engine),
        "reading": [engine.reading.name, options.unit, options.second_look],
        "model": engine.model.name,
        "sampling": repr(engine.sampling),
        "on_unsupported": options.on_unsupported,
        "reask": options.reask,
        "judge": judging,
        "verifier": [VERIFIER_VERSION, gazetteer.edition()],
        "version": __version__,
        "examples": [pool.file.digest, pool.shots] if pool else None,
        "samples": [samples, DRAW_TEMPERATURE] if samples > 1 else None,
    }


def _prompt_digest(engine: Engine) -> str:
    """Digest of instructions, fields, examples and trigger words, as the reading uses them."""
    shown = [[m.role, m.content] for m in engine.preamble]
    return digest([engine.domain.prompt.digest, engine.reading.name, shown])


def header(engine: Engine) -> dict[str, Any]:
    """What the first line of a run file says."""
    options, sampling = engine.options, engine.sampling
    return {
        "version": __version__,
        "format": runfile.FORMAT,
        "schema": options.schema,
        "prompt": engine.domain.prompt.name,
        "model": engine.model.name,
        "reading": engine.reading.name,
        "unit": options.unit,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "schema_digest": engine.domain.schema_digest,
        "prompt_digest": engine.settings["prompt"],
        "verifier": VERIFIER_VERSION,
        "judge": engine.judge.name if engine.judge else "none",
        "sampling": {
            "temperature": sampling.temperature,
            "max_tokens": sampling.max_tokens,
            "seed": sampling.seed,
        },
        **({"gazetteer": edition} if (edition := gazetteer.edition()) else {}),
        **({"language": options.language} if options.language else {}),
        **({"examples": engine.pool.header()} if engine.pool else {}),
        **({"samples": options.samples} if options.samples > 1 else {}),
    }
