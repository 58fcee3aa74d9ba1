"""A real cluster of Ray on this machine, small; left out where Ray is not installed."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from llmextract import runfile
from llmextract.cli import run
from tests.cluster.made import rows
from tests.scripts import unmeasured, write_article, write_script

pytestmark = [
    pytest.mark.ray,
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="no Ray: pip install ray"),
]

PIPELINE = """
import json, sys
import ray
from llmextract import extract_dataset
from llmextract.cli import run

model, *arguments = sys.argv[1:]
ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
status = run(["extract", *arguments, "-m", model, "--engine", "ray", "-o", "ray.jsonl"])
texts = [{"id": str(n), "text": f"A mine killed a driver near Bellam. It was report {n}."} for n in range(9)]
rows = extract_dataset(ray.data.from_items(texts), model=model, judge="none", batch_size=2).take_all()
print(json.dumps([status, sorted((row["document"]["id"], row["records"]) for row in rows)]))
"""


def test_a_command_and_a_pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for number in range(3):
        write_article(tmp_path / "in" / f"{number}.txt")
    model = write_script(Path("script.jsonl"))
    arguments = ["in", "in/1.txt", "--judge", "none", "--limit", "10", "--no-second-look"]
    assert run(["extract", *arguments, "-m", model, "-o", "alone.jsonl"]) == 0
    done = subprocess.run(
        [sys.executable, "-c", PIPELINE, model, *arguments],
        capture_output=True, text=True, check=False, env=unmeasured(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    status, told = json.loads(done.stdout.splitlines()[-1])
    assert status == 0
    alone = rows(runfile.read(Path("alone.jsonl")).extractions)
    assert rows(runfile.read(Path("ray.jsonl")).extractions) == alone
    assert len(alone) == 10
    assert not Path("ray.jsonl.parts").exists()
    assert [name for name, _ in told] == [str(n) for n in range(9)]
    assert all(json.loads(records)[0]["killed"] == 1 for _, records in told)
