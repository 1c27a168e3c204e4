"""The HTML report: one offline file in which nothing of a row can act."""

import json
import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from curate.builder import build
from curate.report.page import HERE, MOST_BYTES, page_of_build, render_page
from curate.report.page.evidence import choose_findings, read_evidence

EMAIL = "@".join(("ann.canary", "example.com"))
HOSTILE = f"</script><img src=x onerror=alert(1)><!-- \" ' \u2028\u202e\x1b[31m\x00 {EMAIL}"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    turns = [[("user", f"{HOSTILE} private {n % 40}"), ("assistant", "yes")] for n in range(60)]
    rows = [{"messages": [{"role": r, "content": c} for r, c in row]} for row in turns]
    lines = [json.dumps(row) for row in rows] + ["{broken", json.dumps({HOSTILE: HOSTILE})]
    (folder / "rows <b>.jsonl").write_text("\n".join(lines))
    (folder / "curate.yaml").write_text("inputs: ['rows <b>.jsonl']\noutput: out\nproviders: [openai]\n")
    return build(folder / "curate.yaml", workers=1).output


class Page(HTMLParser):
    """Collects elements, and the text of style and script elements."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, list[str]] = {"style": [], "script": []}
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in self.raw:
            self.raw[self.inside].append(data)


def test_nothing_of_a_row_becomes_an_element(output: Path) -> None:
    page = Page(render_page(output))
    names = {name for name, _ in page.elements}
    assert not names & {"img", "iframe", "object", "link", "base", "form", "b>"}
    attributes = {key for _, attrs in page.elements for key in attrs}
    assert not any(key.startswith("on") for key in attributes)
    assert "style" not in attributes
    assert "src" not in attributes
    hrefs = [attrs["href"] for _, attrs in page.elements if "href" in attrs]
    assert all(href and href.startswith("#") for href in hrefs)


def test_the_policy_allows_only_our_own_style_and_script(output: Path) -> None:
    page = Page(render_page(output))
    policy = next(a["content"] for n, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    for code in (page.raw["style"][0], page.raw["script"][-1]):
        assert f"sha256-{b64encode(sha256(code.encode()).digest()).decode()}" in (policy or "")
    assert "unsafe" not in (policy or "")


def test_no_raw_control_character_no_private_value_no_network(output: Path) -> None:
    page = render_page(output)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", page)
    assert EMAIL not in page
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "http://" not in re.sub(r"http://www\.w3\.org", "", page)


def test_the_script_writes_text_only() -> None:
    script = (HERE / "page.js").read_text()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(|fetch", script
    )


def test_same_bytes_every_time(output: Path) -> None:
    assert render_page(output) == render_page(output)


def test_a_build_writes_the_page_that_its_folder_shows(output: Path) -> None:
    assert (output / "report.html").read_text(encoding="utf-8") == render_page(output)


def test_without_excerpts_no_text_of_a_row_is_in_it(output: Path) -> None:
    assert "private 3" in render_page(output)
    assert "private" not in render_page(output, excerpts=False)


def test_a_large_build_stays_under_two_megabytes(output: Path, tmp_path: Path) -> None:
    shutil.copy(output / "manifest.json", tmp_path)
    finding: dict[str, Any] = {
        "severity": "error",
        "source": "x.jsonl",
        "message": "m" * 290,
        "help": "h" * 290,
    }
    with (tmp_path / "findings.jsonl").open("w") as stream:
        for n in range(20_000):
            stream.write(
                json.dumps(finding | {"rule": f"a/r{n % 30}", "line": n, "pointer": "/messages/0"}) + "\n"
            )
    page = render_page(tmp_path)
    assert len(page.encode()) < MOST_BYTES
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    evidence = read_evidence(tmp_path / "findings.jsonl", tmp_path / "duplicates.jsonl")
    assert page_of_build(tmp_path, manifest, evidence) == page


def test_every_rule_has_findings_in_the_choice() -> None:
    found = [{"rule": "a/many", "severity": "error", "n": n} for n in range(5000)]
    found += [{"rule": "b/few", "severity": "info", "n": n} for n in range(30)]
    chosen, total = choose_findings(iter(found), 100)
    assert total == 5030
    assert len(chosen) == 100
    assert sum(f["rule"] == "b/few" for f in chosen) == 20


@pytest.mark.slow
def test_a_browser_runs_it_and_refuses_an_injected_script(output: Path, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no browser: the page is not run")
    page = render_page(output).replace("</body>", "<script>document.title = 'injected'</script></body>")
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'p'}",
        "--dump-dom",
    ]
    done = subprocess.run(
        [*command, f"file://{tmp_path}/report.html"], capture_output=True, text=True, timeout=60
    )
    assert "<title>curate build report</title>" in done.stdout
    assert "structure/not-json</td>" in done.stdout  # drawn by the script
