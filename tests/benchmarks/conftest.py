"""Tests of benchmarks/, which is not part of the package: left out where only the package is."""

from importlib.util import find_spec

from tests.evaluate.conftest import write as write

collect_ignore_glob = [] if find_spec("benchmarks") else ["*"]
