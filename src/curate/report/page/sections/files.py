"""What was read and what was written, with sizes and hashes."""

from typing import Any

from curate.report.page.evidence import Evidence
from curate.report.page.tags import Html, section, table, tag, text
from curate.report.summary import size


def files(manifest: dict[str, Any], evidence: Evidence) -> Html:
    rows = []
    for folder, entry in manifest["providers"].items():
        about = " ".join(filter(None, (entry["provider"], entry["model"], entry["method"])))
        for side in ("train", "validation"):
            part = entry[side]
            tokens = f"{'' if part['tokens_exact'] else '~'}{part['tokens']:,}"
            name = f"{folder}/{part['file']}"
            cells = (name, about, f"{part['rows']:,}", tokens, size(part["bytes"]), part["sha256"][:12])
            rows.append([text(cell) for cell in cells])
    heads = ["file", "for", "rows", "tokens", "size", "SHA-256"]
    return section("files", "Files", table(heads, rows, "--nnn-"))


def inputs(manifest: dict[str, Any], evidence: Evidence) -> Html:
    rows = [
        [text(v) for v in (i["path"], i["layout"], f"{i['rows']:,}", size(i["bytes"]), i["sha256"][:12])]
        for i in manifest["inputs"]
    ]
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    heads = ["file", "format", "rows", "size", "SHA-256"]
    return section("inputs", "Inputs", table(heads, rows, "--nn-"), tag("p", text(versions), cls="dim"))
