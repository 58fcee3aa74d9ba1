"""Where things live on the user's machine, and the few variables of the environment that say so."""

import os
from pathlib import Path

import platformdirs

CACHE_DIR_VARIABLE = "LLMEXTRACT_CACHE_DIR"
STATE_DIR_VARIABLE = "LLMEXTRACT_STATE_DIR"
DATA_DIR_VARIABLE = "LLMEXTRACT_DATA_DIR"
MODELS_DIR_VARIABLE = "LLMEXTRACT_MODELS_DIR"
STORE_VARIABLE = "LLMEXTRACT_STORE"
STORE_SECRET_VARIABLE = "LLMEXTRACT_STORE_SECRET"  # noqa: S105 - its name


def cache_dir() -> Path:
    """The folder of the stores and of compiled tables; ``LLMEXTRACT_CACHE_DIR`` moves it."""
    return _folder(CACHE_DIR_VARIABLE, platformdirs.user_cache_path("llmextract"))


def store_dir() -> Path:
    """The folder of the user's own store."""
    return cache_dir() / "store"


def state_dir() -> Path:
    """The folder of the secret that seals results; ``LLMEXTRACT_STATE_DIR`` moves it.

    Not below the cache: who hands a cache on must not hand it on too.
    """
    return _folder(STATE_DIR_VARIABLE, platformdirs.user_state_path("llmextract"))


def data_dir() -> Path:
    """The folder of what a user made or fetched; ``LLMEXTRACT_DATA_DIR`` moves it."""
    return _folder(DATA_DIR_VARIABLE, platformdirs.user_data_path("llmextract"))


def models_dir() -> Path:
    """The folder of model weights; ``LLMEXTRACT_MODELS_DIR`` moves it.

    Data, not cache: a user who clears caches does not expect to fetch a gigabyte again.
    """
    return _folder(MODELS_DIR_VARIABLE, platformdirs.user_data_path("llmextract") / "models")


def store_url() -> str | None:
    """Where several machines share one store (``postgresql://…``); ``LLMEXTRACT_STORE`` says so.

    From the environment alone: a URL may hold a password, and a command line is seen by everybody.
    """
    return os.environ.get(STORE_VARIABLE) or None


def store_secret() -> bytes | None:
    """What seals the results that several machines share; ``LLMEXTRACT_STORE_SECRET`` says so.

    Without one each machine believes its own results only, and verifies the replies of others.
    """
    given = os.environ.get(STORE_SECRET_VARIABLE)
    return given.encode() if given else None


def _folder(variable: str, default: Path) -> Path:
    given = os.environ.get(variable)
    return Path(given).expanduser() if given else default
