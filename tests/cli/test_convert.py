"""`curate convert`: one command from one provider's file to another's, with what gets lost told."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import curate
import curate.convert_file
from curate.cli import main
from curate.convert_file import Converted

ROW = {
    "messages": [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "Time?"},
        {"role": "assistant", "content": "Noon.", "weight": 0},
        {"role": "user", "content": "And now?"},
        {"role": "assistant", "content": "One."},
    ]
}


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(ROW) for _ in range(3)))
    return path


@pytest.mark.parametrize(
    "to", ["bedrock:nova-2-lite", "gemini", "trl", "llama_factory", "together", "bedrock:claude-3-haiku"]
)
def test_the_lines_pass_the_check_of_their_provider(to: str, rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["convert", str(rows), "--to", to, "-o", str(out)]) == 0
    provider, _, model = to.partition(":")
    lines = out.read_bytes().splitlines()
    report = curate.check(lines=lines, provider=provider, model=model or None, scope="rows")
    assert report.accepted, report.findings
    assert report.rows == 3


def test_a_lost_weight_is_told_with_its_place(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(rows), "--to", "gemini"]) == 0
    told = capsys.readouterr().err
    assert "rows.jsonl:1: warning fit/weight" in told
    assert "3 rows read, 3 written for gemini, 0 left out" in told


def test_back_again(rows: Path, tmp_path: Path) -> None:
    nova, back = tmp_path / "nova.jsonl", tmp_path / "back.jsonl"
    assert main(["convert", str(rows), "--to", "bedrock:nova-2-lite", "-o", str(nova)]) == 0
    assert (
        main(["convert", str(nova), "--from", "bedrock:nova-2-lite", "--to", "openai", "-o", str(back)]) == 0
    )
    turns = json.loads(back.read_text().splitlines()[0])["messages"]
    assert turns == [{key: value for key, value in m.items() if key != "weight"} for m in ROW["messages"]]


def test_a_row_that_does_not_fit_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    image = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    path.write_text(
        json.dumps(
            {"messages": [{"role": "user", "content": [image]}, {"role": "assistant", "content": "A"}]}
        )
    )
    assert main(["convert", str(path), "--to", "autotrain"]) == 1
    assert "fit/images" in capsys.readouterr().err


def test_unknown_target(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(rows), "--to", "opnai"]) == 2
    assert "did you mean 'openai'?" in capsys.readouterr().err


def test_a_byte_order_mark_on_request(rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["convert", str(rows), "--to", "azure_openai", "--bom", "-o", str(out)]) == 0
    assert out.read_bytes().startswith(b'\xef\xbb\xbf{"messages"')
    assert "3 written for azure_openai" in capsys.readouterr().err
    assert main(["convert", str(rows), "--to", "together", "--bom"]) == 2


def test_rows_of_other_layouts_are_read_and_the_rest_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "mixed.jsonl", tmp_path / "out.jsonl"
    rows = [ROW, {"instruction": "Name a colour.", "output": "Red."}, {"x": 1}]
    path.write_text("\n".join(map(json.dumps, rows)) + "\nnull\n{broken")
    assert main(["convert", str(path), "--to", "openai", "-o", str(out)]) == 1
    told = capsys.readouterr().err
    assert "5 rows read, 2 written for openai, 3 left out" in told
    assert "mixed.jsonl:3: error structure/unknown-layout" in told
    assert len(out.read_bytes().splitlines()) == 2


def test_a_file_without_one_readable_row_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "noise.jsonl"
    path.write_bytes(b"\xfd\xfe\n{broken\n")
    assert main(["convert", str(path), "--to", "openai"]) == 1
    assert "noise.jsonl:2: error structure/" in capsys.readouterr().err


def test_what_stops_half_way_leaves_the_old_file(
    rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    whole = curate.convert_file.convert_file

    def stops(*args: str) -> Iterator[Converted]:
        yield next(whole(*args))
        (waiting,) = tmp_path.glob(".out.jsonl.*.tmp")
        assert out.read_text() == "old"
        assert waiting.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr("curate.convert_file.convert_file", stops)
    assert main(["convert", str(rows), "--to", "openai", "-o", str(out)]) == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "rows.jsonl"]
    assert out.read_text() == "old"


def test_lines_are_written_as_they_are_made(
    rows: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    whole = curate.convert_file.convert_file

    def many(*args: str) -> Iterator[Converted]:
        (one, *_) = whole(*args)
        for _ in range(2000):
            yield one
        seen.append(capfdbinary.readouterr().out)

    monkeypatch.setattr("curate.convert_file.convert_file", many)
    assert main(["convert", str(rows), "--to", "trl"]) == 0
    rest = capfdbinary.readouterr().out
    assert len(seen[0].splitlines()) > 1900
    assert len((seen[0] + rest).splitlines()) == 2000


def test_a_device_is_written_and_not_replaced(rows: Path) -> None:
    assert main(["convert", str(rows), "--to", "openai", "-o", os.devnull]) == 0
    assert not Path(os.devnull).is_file()


def test_a_file_may_be_converted_onto_itself(rows: Path) -> None:
    assert main(["convert", str(rows), "--to", "gemini", "-o", str(rows)]) == 0
    assert next(iter(json.loads(rows.read_bytes().splitlines()[2]))) in ("systemInstruction", "contents")


def test_what_only_one_layout_knows_is_no_key_of_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text('{"content": "Tea is a plant.", "page": 7}\n')
    assert main(["convert", str(path), "--from", "mistral", "--method", "pretrain", "--to", "trl"]) == 0
    assert json.loads(capsys.readouterr().out) == {"text": "Tea is a plant.", "page": 7}
