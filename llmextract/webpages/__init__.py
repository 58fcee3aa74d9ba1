"""Self-contained HTML pages: a fixed skeleton, the page's own style and script, one block of JSON.

A script builds everything a reader sees from the JSON with ``textContent``.  So text is never markup:
neither here, where the JSON hides each ``<``, nor in the browser.  A template engine, even an escaping
one, would have to be right in each of its places.  Nothing is fetched: the Content-Security-Policy
forbids all but the page's own style and script, by hash.
"""

import base64
import hashlib
import html
import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

_SKELETON = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{style_hash}'; \
script-src '{script_hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<noscript><p>This page shows its content with JavaScript, which is turned off here.</p></noscript>
<div id="page"></div>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
"""
_HIDDEN = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""In JSON these characters stand in strings only, where an escape means the same."""
_SHARED = "llmextract.webpages"


def render(title: str, data: Any, *, package: str, assets: Iterable[str] = ("page",)) -> str:
    """The whole page.

    Args:
        title: of the window.
        data: what the page's script builds it from; plain JSON.
        package: where the page's own style and script stand.
        assets: names there, each with a ``.css``, a ``.js`` or both; put together in this order,
            behind what all pages share, into one style and one script.
    """
    names = tuple(assets)
    style = "".join([_asset(_SHARED, "verdicts.css"), *_all(package, names, "css")])
    body = "".join([_asset(_SHARED, "elements.js"), *_all(package, names, "js")])
    script = f'"use strict";\n(() => {{\n{body}}})();\n'
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _HIDDEN.items():
        text = text.replace(character, escape)
    page = _SKELETON.format(
        title=html.escape(title),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        data=text,
    )
    # A lone surrogate, which a damaged reply can hold, has no UTF-8.
    return page.encode("utf-8", "replace").decode("utf-8")


def _all(package: str, names: Iterable[str], ending: str) -> list[str]:
    folder = files(package)
    paths = [folder.joinpath(f"{name}.{ending}") for name in names]
    return [path.read_text(encoding="utf-8") for path in paths if path.is_file()]


def _asset(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The hash by which a policy allows an inline style or script."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
