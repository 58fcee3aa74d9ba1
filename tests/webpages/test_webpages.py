"""The skeleton of a page: its policy, its data, what it is put together from."""

import base64
import hashlib
import json
import re

from llmextract import webpages


def test_assets_are_put_together_behind_what_all_pages_share() -> None:
    page = webpages.render("<t> & t", {"a": "</script>"}, package="llmextract.compare")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert style.index("--paper") < style.index(".comparison")
    assert script.index("function el(") < script.index("const OUTCOMES")
    assert "<title>&lt;t&gt; &amp; t</title>" in page
    for text in (style, script):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page


def test_data_is_json_without_a_character_of_markup() -> None:
    data = {"<": "&>\u2028\u2029é"}
    page = webpages.render("t", data, package="llmextract.compare")
    (block,) = re.findall(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert json.loads(block) == data
    assert not set(block) & set("<>&\u2028\u2029")
