"""`curate check`: paths in, findings and exit codes out."""

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from curate.cli import main
from curate.report.renderers import names
from tests.cli.test_frame import HEAVY, SOURCE, loaded

Out = pytest.CaptureFixture[str]
EMAIL = "@".join(("ann.canary", "example.com"))
CARD = "4111 1111 1111 1111"


def row(question: str, role: str = "assistant") -> str:
    return json.dumps({"messages": [{"role": "user", "content": question}, {"role": role, "content": "yes"}]})


GOOD = [row(f"question {n} of {EMAIL}") for n in range(60)]
BAD = row(f"my card is {CARD}", role="bot")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "good.jsonl").write_text("\n".join(GOOD) + "\n")
    (tmp_path / "bad.jsonl").write_text("\n".join([*GOOD, BAD, "{broken"]) + "\n")
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def check(*args: str) -> int:
    return main(["check", "--provider", "openai", *args])


def found(capsys: Out) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if line["type"] == "finding"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["good.jsonl"], 0),
        (["bad.jsonl"], 1),
        (["good.jsonl", "bad.jsonl"], 1),
        (["*.jsonl"], 1),
        (["."], 1),
        (["bad.jsonl", "--exit-zero"], 0),
        (["bad.jsonl", "--fail-on", "never"], 0),
        (["good.jsonl", "--fail-on", "warning"], 1),  # new jobs end soon
        (["bad.jsonl", "--select", "platform"], 0),
        (["bad.jsonl", "--ignore", "shape,answer,turns,structure"], 0),
        (["absent.jsonl"], 2),
        (["good.jsonl", "--select", "nosuch"], 2),
        (["good.jsonl", "--format", "nosuch"], 2),
        (["good.jsonl", "--baseline", "absent.json"], 2),
        (["good.jsonl", "--method", "nosuch"], 2),
    ],
)
def test_exit_code(folder: Path, args: list[str], code: int) -> None:
    assert check(*args) == code


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--provider", "opnai", "good.jsonl"], "did you mean 'openai'?"),
        (["--provider", "openai", "goood.jsonl"], "did you mean 'good.jsonl'?"),
        (["--provider", "openai", "good.jsonl", "--method", "spt"], "did you mean 'sft'?"),
        (["--provider", "openai", "good.jsonl", "--ignore", "platfrom"], "did you mean 'platform'?"),
        (["--provider", "openai", "good.jsonl", "--formt", "json"], "--format"),
        (["good.jsonl"], "name one, such as --provider openai"),
    ],
)
def test_a_wrong_word_is_answered(folder: Path, args: list[str], said: str, capsys: Out) -> None:
    assert main(["check", *args]) == 2
    assert said in capsys.readouterr().err


def test_text_has_place_caret_and_summary(folder: Path, capsys: Out) -> None:
    check("bad.jsonl", "--select", "shape")
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("bad.jsonl:61:")
    assert out[2].startswith('61 | {"messages": [{"role": "user", "content": "…"}')
    assert out[3].count("^") > 0
    assert out[-2] == "Found 1 problem (1 error)."
    assert out[-1].startswith("Checked 62 rows with ")


def test_several_providers(folder: Path, capsys: Out) -> None:
    check("bad.jsonl", "--provider", "azure_openai", "--format", "jsonl")
    assert {finding["provider"] for finding in found(capsys)} == {"openai", "azure_openai"}


def test_stdin(folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((folder / "bad.jsonl").read_bytes())))
    assert check("-", "--stdin-filename", "data/x.jsonl", "--format", "jsonl") == 1
    assert {finding["source"] for finding in found(capsys)} == {"data/x.jsonl"}


def test_a_packed_file_is_read(folder: Path, capsys: Out) -> None:
    (folder / "bad.jsonl.gz").write_bytes(gzip.compress((folder / "bad.jsonl").read_bytes()))
    assert check("bad.jsonl.gz", "--format", "jsonl") == 1
    assert 61 in {finding["line"] for finding in found(capsys)}


@pytest.mark.parametrize("name", ["cut.jsonl.gz", "noise.jsonl.zst"])
def test_a_damaged_file_stops_no_other(folder: Path, capsys: Out, name: str) -> None:
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress((folder / "good.jsonl").read_bytes())[:50])
    (folder / "noise.jsonl.zst").write_bytes(bytes(range(256)))
    assert check(name, "bad.jsonl", "--format", "jsonl") == 1
    told = found(capsys)
    assert [f["rule"] for f in told if f["source"] == name and f["rule"].startswith("structure")] == [
        "structure/damaged-container"
    ]
    assert 61 in {f["line"] for f in told if f["source"] == "bad.jsonl"}


def test_damage_is_said_once_and_at_the_last_line_that_was_read(folder: Path, capsys: Out) -> None:
    lines = b"".join(b'{"messages": [{"role": "user", "content": "q %d"}]}\n' % n for n in range(2000))
    packed = gzip.compress(lines)
    (folder / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    check("cut.jsonl.gz", "--provider", "azure_openai", "--provider", "together", "--format", "jsonl")
    told = found(capsys)
    (damage,) = [f for f in told if f["rule"] == "structure/damaged-container"]
    assert damage["line"] == max(f["line"] or 0 for f in told)
    assert damage["provider"] == ""


def test_a_damaged_packed_document_says_so(folder: Path, capsys: Out) -> None:
    rows = b'[\n{"messages": [{"role": "user", "content": "q"}]}\n]\n'
    (folder / "rows.json.gz").write_bytes(gzip.compress(rows)[:-4])  # the length is missing
    check("rows.json.gz", "--format", "jsonl")
    rules = [f["rule"] for f in found(capsys)]
    assert rules.count("structure/damaged-container") == rules.count("file/not-lines") == 1


@pytest.mark.parametrize("kind", [".gz", ".zst", "stdin"])
def test_packed_or_piped_it_is_said_as_of_the_plain_file(
    folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("curate.cli.inputs.BLOCK_BYTES", 1000)
    monkeypatch.setattr("curate.cli.inputs.FEW_BYTES", 500)
    data = (folder / "bad.jsonl").read_bytes()
    data += b'{"messages": []}\n' + data
    (folder / "bad.jsonl").write_bytes(data)
    check("bad.jsonl")
    plain = capsys.readouterr().out
    if kind == "stdin":
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        check("-", "--stdin-filename", "bad.jsonl")
        assert capsys.readouterr().out == plain
    else:
        pack = gzip.compress if kind == ".gz" else zstandard.compress
        (folder / f"bad.jsonl{kind}").write_bytes(pack(data))
        check(f"bad.jsonl{kind}")
        assert capsys.readouterr().out.replace(f"bad.jsonl{kind}", "bad.jsonl") == plain


def test_config_gives_providers_and_rules(folder: Path, capsys: Out) -> None:
    config = "inputs: [bad.jsonl]\noutput: out\nproviders: [openai]\n"
    (folder / "curate.yaml").write_text(config + "rules: {severity: {shape: info}, ignore: [platform]}\n")
    main(["check", "bad.jsonl", "--format", "jsonl", "--select", "shape,platform"])
    assert {(f["rule"], f["severity"]) for f in found(capsys)} == {("shape/unknown-value", "info")}


def test_without_paths_the_project_is_checked_and_nothing_is_written(folder: Path, capsys: Out) -> None:
    (folder / "curate.yaml").write_text("inputs: [bad.jsonl, good.jsonl]\noutput: out\nproviders: [openai]\n")
    before = sorted(folder.rglob("*"))
    assert main(["check", "--format", "jsonl"]) == 1
    assert ("bad.jsonl", 62) in {(f["source"], f["line"]) for f in found(capsys)}
    assert sorted(folder.rglob("*")) == before


def test_statistics(folder: Path, capsys: Out) -> None:
    check("bad.jsonl", "--statistics", "--select", "shape")
    assert capsys.readouterr().out.splitlines()[0].split()[:3] == ["1", "error", "shape/unknown-value"]


def test_max_findings(folder: Path, capsys: Out) -> None:
    check("bad.jsonl", "--format", "jsonl", "--max-findings", "1")
    assert len(found(capsys)) == 1


def test_output_file(folder: Path, capsys: Out) -> None:
    check("bad.jsonl", "--format", "sarif", "--output-file", "out.sarif")
    assert capsys.readouterr().out == ""
    assert json.loads((folder / "out.sarif").read_text())["version"] == "2.1.0"


def test_baseline_survives_reordering_renaming_and_splitting(folder: Path, capsys: Out) -> None:
    assert check("bad.jsonl", "--write-baseline", "base.json") == 0
    text = (folder / "base.json").read_text()
    assert "bad.jsonl" not in text
    assert check("bad.jsonl", "--baseline", "base.json") == 0
    (folder / "one.jsonl").write_text("\n".join(["{broken", *reversed(GOOD)]))
    (folder / "two.jsonl").write_text("\n".join([json.dumps(json.loads(BAD), separators=(",", ":")), *GOOD]))
    assert check("one.jsonl", "two.jsonl", "--baseline", "base.json") == 0
    (folder / "two.jsonl").write_text("\n".join([BAD, BAD, *GOOD]))
    assert check("one.jsonl", "two.jsonl", "--baseline", "base.json") == 1
    capsys.readouterr()
    assert check("good.jsonl", "--baseline", "base.json") == 0
    assert "no longer in the data" in capsys.readouterr().err


def test_a_broken_baseline_is_2(folder: Path) -> None:
    (folder / "base.json").write_text('{"version": 9}')
    assert check("bad.jsonl", "--baseline", "base.json") == 2
    (folder / "base.json").write_text("[]")
    assert check("bad.jsonl", "--baseline", "base.json") == 2


@pytest.mark.parametrize("form", names())
def test_no_format_tells_what_rows_hold(folder: Path, form: str, capsys: Out) -> None:
    hostile = {"role": EMAIL, EMAIL: CARD, "content": f"\x1b[31m\u202e::error::{CARD}"}
    with (folder / "bad.jsonl").open("a") as stream:
        stream.write(json.dumps({"messages": [hostile], EMAIL: 1}, ensure_ascii=False) + "\n")
        stream.write(f'{{"messages": "{EMAIL} ::set-output name=x::y" {CARD}\n')
    check("bad.jsonl", "--format", form)
    out, err = capsys.readouterr()
    for value in (EMAIL, CARD, CARD.replace(" ", ""), "\x1b", "\u202e", "::set-output"):
        assert value not in out + err


def test_a_small_check_loads_nothing_heavy(folder: Path) -> None:
    modules = loaded("check", "bad.jsonl", "--provider", "openai")
    assert "curate.validate" in modules
    assert not modules & set(HEAVY)


def test_no_colour_in_a_pipe_and_colour_where_forced(folder: Path) -> None:
    def run(**environment: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "curate", "check", "bad.jsonl", "--provider", "openai"],
            capture_output=True, text=True, env=os.environ | {"PYTHONPATH": SOURCE} | environment,
        ).stdout  # fmt: skip

    assert "\x1b" not in run()
    assert "\x1b[1m" in run(FORCE_COLOR="1")


def test_a_preset_looks_at_what_rows_say(folder: Path, capsys: Out) -> None:
    hidden = row("a\u200bb {{customer_name}}")
    (folder / "said.jsonl").write_text("\n".join([*GOOD, hidden]))
    for args in (["--preset", "none"], ["--preset", "off"]):
        assert check("said.jsonl", "--format", "jsonl", *args) == 0
        assert not any(str(f["rule"]).startswith(("text/", "content/")) for f in found(capsys))
    for args in ([], ["--preset", "default"], ["--select", "text,content"]):
        assert check("said.jsonl", "--format", "jsonl", *args) == 0  # the provider takes it
        rules = {(f["rule"], f["line"]) for f in found(capsys)}
        assert ("text/zero-width", 61) in rules
    assert check("said.jsonl", "--preset", "nosuch") == 2
