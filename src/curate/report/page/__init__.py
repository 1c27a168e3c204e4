"""report.html: a whole build in one offline file under 2 MB.

Nothing in it is fetched, nothing of a row can act: data stands as escaped text, or as JSON in a script element that is
not run; style and script are allowed by their hashes alone, so that an injected one is refused by the browser.
Same outputs, same bytes.
"""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from curate.report.page.evidence import MOST_FINDINGS, Evidence, read_evidence
from curate.report.page.sections import SECTIONS
from curate.report.page.tags import Html, tag, text

MOST_BYTES = 2_000_000
HERE = Path(__file__).parent


def render_page(output: Path, *, excerpts: bool = True) -> str:
    """Return the page of a build's output folder; raises OSError where it holds no build."""
    manifest = json.loads((output / "manifest.json").read_bytes())
    files = output / "findings.jsonl", output / "duplicates.jsonl"
    most = MOST_FINDINGS
    while True:
        page = assemble(manifest, read_evidence(*files, most, excerpts=excerpts))
        if fits(page) or most < 20:
            return page
        most //= 2


def page_of_build(output: Path, manifest: dict[str, Any], evidence: Evidence) -> str:
    """Return the same page for a build whose evidence was read before its manifest was written."""
    page = assemble(manifest, evidence)
    return page if fits(page) else render_page(output)


def fits(page: str) -> bool:
    return len(page.encode()) < MOST_BYTES


def assemble(manifest: dict[str, Any], evidence: Evidence) -> str:
    """Put head, sections and data together."""
    css, script = ((HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'"
    )
    head = [
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="referrer" content="no-referrer">'),
        tag("title", text("curate build report")),
        Html(f"<style>{css}</style>"),
    ]
    body = [
        tag("header", tag("h1", text("curate build")), tag("p", text(_subtitle(manifest)), cls="dim")),
        tag("main", *(section(manifest, evidence) for section in SECTIONS)),
        Html(f'<script type="application/json" id="data">{_data(evidence.findings)}</script>'),
        Html(f"<script>{script}</script>"),
    ]
    page = tag("html", tag("head", *head), tag("body", *body), lang="en")
    return f"<!doctype html>\n{page}\n"


def _subtitle(manifest: dict[str, Any]) -> str:
    return f"{manifest['created']} · curate {manifest['curate']} · plan {manifest['plan_hash'][:12]}"


def _hash(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


def _data(value: Any) -> str:
    """Write JSON that cannot end its script element, nor begin a comment in it."""
    written = json.dumps(value, separators=(",", ":"))  # ASCII: U+2028 and the like are escapes already
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
