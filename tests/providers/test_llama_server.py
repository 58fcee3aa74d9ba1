"""Starting llama.cpp: what it is told, what it may say, and what the machine has."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from llmextract.errors import ModelUnavailableError
from llmextract.providers import llama_server
from llmextract.providers.llama_server import Setup, free_memory, start, usable_cores

if TYPE_CHECKING:
    from tests.providers.conftest import FakeLlama

ADDRESS = "http://127.0.0.1:4711"


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF and the rest")
    return path


def setup(path: Path, **rest: object) -> Setup:
    return Setup(path=path, slots=3, context=1000, threads=2, **rest)  # type: ignore[arg-type]


def test_the_server_is_told_all_it_needs(llama: "FakeLlama", gguf: Path, tmp_path: Path) -> None:
    server = start(setup(gguf, states=tmp_path))
    assert (server.address, server.version) == (ADDRESS, "9.9")
    (params,) = llama.started
    assert params.model.path == str(gguf)
    assert (params.port, params.hostnames) == (0, ["127.0.0.1"])
    assert (params.n_parallel, params.n_ctx) == (3, 3000)
    assert (params.cpuparams.n_threads, params.cpuparams_batch.n_threads) == (2, 2)
    assert params.verbosity == 0
    assert params.cache_ram_mib == 0
    assert params.slot_save_path == f"{tmp_path}{os.sep}"
    server.stop()


def test_without_a_folder_no_states_are_saved(llama: "FakeLlama", gguf: Path) -> None:
    start(setup(gguf)).stop()
    assert llama.started[0].slot_save_path == ""


def test_each_server_has_a_long_key_of_its_own(llama: "FakeLlama", gguf: Path) -> None:
    servers = [start(setup(gguf)) for _ in range(2)]
    keys = [params.api_keys for params in llama.started]
    assert keys == [[server.token] for server in servers]
    assert servers[0].token != servers[1].token
    assert len(servers[0].token) >= 32


def test_stopping_destroys_the_server_and_may_be_done_twice(llama: "FakeLlama", gguf: Path) -> None:
    server = start(setup(gguf))
    assert llama.alive == 1
    server.stop()
    assert llama.alive == 0
    server.stop()


def test_a_missing_library_is_named_with_its_install_line(
    gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ModelUnavailableError) as caught:
        start(setup(gguf))
    assert "pip install 'llmextract[local]'" in str(caught.value)


def test_a_missing_library_of_the_system_is_told_apart(
    gguf: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "packages"
    package.mkdir()
    reason = "libgomp.so.1: cannot open shared object file"
    (package / "xllamacpp.py").write_text(f"raise ImportError({reason!r})")
    monkeypatch.syspath_prepend(package)
    monkeypatch.delitem(sys.modules, "xllamacpp", raising=False)
    with pytest.raises(ModelUnavailableError, match="libgomp1") as caught:
        start(setup(gguf))
    assert "pip install" not in str(caught.value)


@pytest.mark.parametrize(("given", "seen"), [(None, "passive"), ("active", "active")])
def test_threads_wait_asleep_unless_the_user_wants_otherwise(
    gguf: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str | None, seen: str
) -> None:
    package = tmp_path / "packages"
    package.mkdir()
    (package / "xllamacpp.py").write_text(
        "import os\nraise ImportError(os.environ['OMP_WAIT_POLICY'])"
    )
    monkeypatch.syspath_prepend(package)
    monkeypatch.delitem(sys.modules, "xllamacpp", raising=False)
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    if given is not None:
        monkeypatch.setenv("OMP_WAIT_POLICY", given)
    with pytest.raises(ModelUnavailableError, match=seen):
        start(setup(gguf))
    assert os.environ.get("OMP_WAIT_POLICY") == given


def test_the_users_own_policy_stands_after_a_start(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    start(setup(gguf)).stop()
    assert os.environ["OMP_WAIT_POLICY"] == "active"


def test_a_missing_file_is_named(llama: "FakeLlama", tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"none\.gguf cannot be read \(No such file"):
        start(setup(tmp_path / "none.gguf"))
    assert llama.started == []


@pytest.mark.parametrize("content", [b"", b"GGU", b"<html>not found</html>"])
def test_a_file_that_is_no_gguf_is_refused_before_loading(
    llama: "FakeLlama", tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "page.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelUnavailableError, match=r"page\.gguf is not a GGUF file"):
        start(setup(path))
    assert llama.started == []


def test_what_llama_says_when_loading_fails_is_in_the_error_and_not_on_the_screen(
    llama: "FakeLlama", gguf: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    llama.refuses = [
        "failed to load model",
        "error loading model: tensor is outside the file",
        "exiting",
    ]
    with pytest.raises(ModelUnavailableError) as caught:
        start(setup(gguf))
    assert "(error loading model: tensor is outside the file)" in str(caught.value)
    assert str(gguf) in str(caught.value)
    assert [params.verbosity for params in llama.started] == [0, 1]
    assert capfd.readouterr().err == ""
    os.write(2, b"back again")
    assert capfd.readouterr().err == "back again"


def test_a_failure_without_a_cause_shows_what_there_is(llama: "FakeLlama", gguf: Path) -> None:
    llama.refuses = ["failed to load model"]
    with pytest.raises(ModelUnavailableError, match=r"\(failed to load model\)"):
        start(setup(gguf))


def test_a_silent_failure_shows_the_exception(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    llama.refuses = ["unheard"]
    monkeypatch.setattr(llama, "complain", lambda params: None)
    monkeypatch.setattr(sys, "stderr", None)  # as under pythonw
    with pytest.raises(ModelUnavailableError, match=r"\(Failed to init server\)"):
        start(setup(gguf))


def test_a_load_that_succeeds_the_second_time_is_taken(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    llama.refuses = ["a moment, please"]
    monkeypatch.setattr(llama, "complain", lambda params: llama.refuses.clear())
    server = start(setup(gguf))
    assert (server.address, len(llama.started), llama.alive) == (ADDRESS, 2, 1)


# ------------------------------------------------------------------------------ the machine


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    write(root / "proc/meminfo", "MemTotal: 8000 kB\nMemAvailable: 4000 kB\n")
    return root


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def limit(root: Path, *, limit: str, taken: int, pages: int) -> None:
    write(root / "sys/fs/cgroup/memory.max", f"{limit}\n")
    write(root / "sys/fs/cgroup/memory.current", f"{taken}\n")
    write(root / "sys/fs/cgroup/memory.stat", f"anon 1\nfile {pages}\nfile_mapped 7\n")


def test_free_memory_is_what_the_machine_has(machine: Path) -> None:
    assert free_memory(machine) == 4000 * 1024


def test_a_container_may_have_less(machine: Path) -> None:
    limit(machine, limit="3000000", taken=1_000_000, pages=500_000)
    assert free_memory(machine) == 2_500_000


def test_a_container_may_have_more_than_the_machine_has_left(machine: Path) -> None:
    limit(machine, limit="90000000000", taken=0, pages=0)
    assert free_memory(machine) == 4000 * 1024


def test_a_container_without_a_limit_has_what_the_machine_has(machine: Path) -> None:
    limit(machine, limit="max", taken=1, pages=1)
    assert free_memory(machine) == 4000 * 1024


@pytest.mark.parametrize("text", [None, "MemTotal: 8000 kB\n"])
def test_a_machine_that_does_not_say_is_trusted(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        write(tmp_path / "proc/meminfo", text)
    assert free_memory(tmp_path) is None


def test_too_little_memory_is_said_before_loading(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llama_server, "free_memory", lambda: 300 << 20)
    # 3000 tokens of 100 kB and the buffers of a batch
    with pytest.raises(ModelUnavailableError, match=r"about 414 MB are needed and 300 MB are free"):
        start(setup(gguf, token_bytes=100_000))
    assert llama.started == []


def test_unknown_weights_are_given_memory_by_their_size(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llama_server, "free_memory", lambda: 300 << 20)
    os.truncate(gguf, 1_000_000_000)  # a hole, no gigabyte of disk
    with pytest.raises(ModelUnavailableError, match=r"about 1224 MB are needed"):
        start(setup(gguf))


def test_the_parts_of_a_model_count_together_and_none_may_be_missing(
    llama: "FakeLlama", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (tmp_path / f"big-0000{n}-of-00002.gguf" for n in (1, 2))
    first.write_bytes(b"GGUF, one of two")
    with pytest.raises(ModelUnavailableError, match=r"first of 2 parts, and big-00002-of-00002"):
        start(setup(first))
    second.write_bytes(b"GGUF, two of two")
    os.truncate(second, 500 << 20)
    monkeypatch.setattr(llama_server, "free_memory", lambda: 600 << 20)
    with pytest.raises(ModelUnavailableError, match=r"too little memory for big-00001"):
        start(setup(first))
    monkeypatch.setattr(llama_server, "free_memory", lambda: 800 << 20)
    start(setup(first)).stop()
    assert llama.started[0].model.path == str(first)


def test_memory_that_nobody_knows_is_no_reason_to_refuse(
    llama: "FakeLlama", gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llama_server, "free_memory", lambda: None)
    start(setup(gguf)).stop()
    assert llama.alive == 0


@pytest.fixture
def four_cpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1, 2, 3}, raising=False)


def test_each_cpu_counts_where_nothing_is_known_of_cores(four_cpus: None, tmp_path: Path) -> None:
    assert usable_cores(tmp_path) == 4


def test_two_threads_of_one_core_count_once(four_cpus: None, tmp_path: Path) -> None:
    for cpu in range(4):
        path = tmp_path / f"sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list"
        write(path, f"{cpu % 2},{cpu % 2 + 2}\n")
    assert usable_cores(tmp_path) == 2


@pytest.mark.parametrize(
    ("quota", "cores"),
    [("max 100000", 4), ("250000 100000", 2), ("50000 100000", 1), ("900000 100000", 4)],
)
def test_a_quota_pays_for_so_many(four_cpus: None, tmp_path: Path, quota: str, cores: int) -> None:
    write(tmp_path / "sys/fs/cgroup/cpu.max", quota)
    assert usable_cores(tmp_path) == cores


def test_a_system_without_affinity_is_left_to_llama(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert usable_cores() is None
