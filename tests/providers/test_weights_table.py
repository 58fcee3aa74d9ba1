"""The table of known weights, and names of any other on a hub."""

import pytest

from llmextract.errors import UsageError
from llmextract.providers import weights
from llmextract.providers.weights_table import File, Serving


def test_the_default_comes_first_and_every_row_is_whole() -> None:
    rows = weights.known()
    assert rows[0] == weights.default() == weights.find("qwen2.5-coder-1.5b")
    assert {row.name for row in rows} >= {"qwen2.5-coder-0.5b", "smollm2-135m", "qwen2.5-7b"}
    for row in rows:
        assert row.files
        for file in row.files:
            assert len(bytes.fromhex(file.sha256 or "")) == 32
            assert file.name.endswith(".gguf")
            assert (file.size or 0) > 10_000_000
        assert row.size == sum(file.size or 0 for file in row.files)
        assert row.licence in {"Apache-2.0", "MIT"}
        assert row.repository.count("/") == 1
        assert len({part.package for part in row.parts}) == len(row.parts)
        assert len(row.files) == 1 or not row.parts, "wheels carry one file"


def test_small_weights_are_guided_and_larger_ones_read_by_themselves() -> None:
    for row in weights.known():
        assert row.size is not None
        large = row.size > 2_000_000_000
        assert row.serving.reading == ("open" if large else "guided")
        assert row.serving.context == (8192 if large else 4096)
        # The keys and values of all requests at once: what a laptop has beside the weights.
        needed = row.serving.context * row.serving.slots * (row.serving.token_bytes or 0)
        assert 0 < needed < 2.5e9


def test_parts_count_from_one_with_two_digits_in_the_member() -> None:
    parts = weights.default().parts
    assert len(parts) == 22
    assert parts[8].package.endswith("part9")
    assert parts[8].member.endswith("part9/data/part09.bin")
    assert parts[21].member.endswith("part22/data/part22.bin")


def test_an_unknown_name_is_met_with_the_nearest_and_all_known() -> None:
    with pytest.raises(UsageError) as caught:
        weights.find("qwen2.5-coder-1.5")
    assert "did you mean 'qwen2.5-coder-1.5b'?" in str(caught.value)
    assert "smollm2-135m" in str(caught.value)


def test_a_name_like_none_gets_no_suggestion() -> None:
    with pytest.raises(UsageError) as caught:
        weights.find("xyz")
    assert "did you mean" not in str(caught.value)


# --------------------------------------------------------------------------- names of a hub


def test_a_name_of_a_hub_says_where_the_file_is() -> None:
    found = weights.find("hf:Some.Body/Tiny-1.5B_GGUF/q4/tiny.Q4_K_M.gguf@v1.0")
    assert found.name == "hf:Some.Body/Tiny-1.5B_GGUF/q4/tiny.Q4_K_M.gguf@v1.0"
    assert found.repository == "Some.Body/Tiny-1.5B_GGUF"
    assert found.revision == "v1.0"
    assert found.files == (File("q4/tiny.Q4_K_M.gguf"),)
    assert found.size is None
    assert found.serving == Serving(reading="open", context=8192, slots=2, token_bytes=None)


def test_without_a_revision_it_is_the_main_one() -> None:
    assert weights.find("hf:somebody/tiny/tiny.gguf").revision == "main"


def test_the_first_of_several_parts_stands_for_all() -> None:
    found = weights.find("hf:somebody/big/big-00001-of-00002.gguf")
    assert [f.name for f in found.files] == ["big-00001-of-00002.gguf", "big-00002-of-00002.gguf"]


@pytest.mark.parametrize("part", ["00002-of-00003", "00000-of-00003", "00001-of-00000"])
def test_another_part_is_refused_with_what_to_name(part: str) -> None:
    with pytest.raises(UsageError, match="name the first, with -00001-of-"):
        weights.find(f"hf:somebody/big/big-{part}.gguf")


@pytest.mark.parametrize(
    "name",
    [
        "hf:",
        "hf:tiny.gguf",
        "hf:somebody/tiny",
        "hf:somebody/tiny/model.safetensors",
        "hf:somebody/tiny/../../../tiny.gguf",
        "hf:somebody/../tiny.gguf",
        "hf:../tiny/tiny.gguf",
        "hf:somebody/tiny//tiny.gguf",
        "hf:somebody/tiny/C:tiny.gguf",
        "hf:somebody/tiny/..\\tiny.gguf",
        "hf:somebody/tiny/tiny.gguf@",
        "hf:somebody/tiny/tiny.gguf@a@b",
        "hf:some body/tiny/tiny.gguf",
    ],
)
def test_what_names_no_file_is_refused_with_the_form(name: str) -> None:
    with pytest.raises(UsageError, match=r"it looks like hf:OWNER/REPO/FILE\.gguf"):
        weights.find(name)


def test_no_name_leads_out_of_the_folder_of_models() -> None:
    found = weights.find("hf:somebody/tiny/tiny.gguf@../../..")
    assert found.folder == "hf/somebody/tiny@..%2F..%2F.."
