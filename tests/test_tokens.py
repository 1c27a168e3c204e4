"""Token counts equal tiktoken's, from the vocabularies inside the package."""

import gzip
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import tiktoken_ext.openai_public as published
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.engines.chat_tokens import example_tokens, request_tokens
from curate.engines.token_columns import count
from curate.engines.tokens import PATTERN, SHA256, Tokenizer, count_one, encoding_for, load

ENCODINGS = sorted(SHA256)
SHARED = Path(__file__).parents[1].parent / "shared"
BLANKS = " \t\n\r\x0b\x0c\x1c\x1e\x1f\x85\xa0\u1680\u2003\u2028\u202f\u205f\u3000\u200b\ufeff"
AWKWARD = [
    *(f"{a}{blank}{b}" for blank in BLANKS for a in ("", "x", " ", "é", "。", ".") for b in ("", "y", " ", "ب", "'s")),
    "a  b   c\n    d \n e", " lead", "trail ", "  ", "", "don't  DON'T I'll", "a 1234567 b", "x <|endoftext|> y",
    "\0", "a\0b  c", "\1", "x \1  y", "a\n\n \n\t\tb", "a.\n\n  \n  b", "c\r\n   \u3000d", "e  \n", "f  \0  g",
    "def f():\n    return 1\n\n\nclass A:\n\tpass  \n", "١٢٣ ۴۵۶ 一二三 テスト です", "\u0301 a \u0301b", "foo./\n bar",
]  # fmt: skip


def reference(texts: list[str], encoding: str) -> list[int]:
    encode = load(encoding).encode_ordinary
    return [len(encode(text)) for text in texts]


@pytest.mark.parametrize("name", ENCODINGS)
def test_pattern_and_vocabulary_are_the_published_ones(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}
    monkeypatch.setattr(
        published, "load_tiktoken_bpe", lambda url, expected_hash: seen.update(sha=expected_hash)
    )
    definition = getattr(published, name)()
    assert (definition["pat_str"], seen["sha"]) == (PATTERN[name], SHA256[name])


@pytest.mark.parametrize("name", ENCODINGS)
def test_awkward_texts_one_by_one_and_together(name: str) -> None:
    expected = reference(AWKWARD, name)
    assert count(pl.Series(AWKWARD), name).tolist() == expected
    assert [count(pl.Series([text]), name)[0] for text in AWKWARD] == expected


PIECE = st.one_of(
    st.sampled_from(
        [
            *BLANKS,
            *BLANKS,
            "\0",
            "  ",
            "\n ",
            " \n",
            "a",
            "Bc",
            "'s",
            "'LL",
            "12",
            "é",
            "ب",
            "漢",
            "́",
            ".",
            "/",
            "😀",
        ]
    ),
    st.text(max_size=6),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(PIECE, max_size=20).map("".join), min_size=1, max_size=6), st.sampled_from(ENCODINGS)
)
def test_any_text_counts_as_tiktoken_counts_it(texts: list[str], name: str) -> None:
    assert count(pl.Series(texts, dtype=pl.String), name).tolist() == reference(texts, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize(
    "path", sorted((SHARED / "data/real").glob("*")) or [None], ids=lambda p: p.name if p else "absent"
)
def test_real_files_count_as_tiktoken_counts_them(path: Path | None, name: str) -> None:
    if path is None:
        pytest.skip("shared real data is absent")
    raw = path.read_bytes()
    data = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    texts = data.splitlines()[::9] + data[:2_000_000].split('"') + data[:1_000_000].split("\\n")
    got = count(pl.Series(texts), name)
    assert np.array_equal(got, reference(texts, name))


@pytest.mark.slow
def test_a_million_blanks_do_not_break_the_tokenizer() -> None:
    blanks = " " * 1_000_000
    assert count_one(f"x{blanks}y", "o200k_base") > count_one(f"x{blanks}", "o200k_base") > 2
    middle = " " * 920_000  # tiktoken can still do this one: the two ways agree
    for text in (middle, f"a\n{middle}b", f"a{middle}\nb", f"{middle}\u3000."):
        for name in ENCODINGS:
            assert count_one(text, name) == len(load(name).encode_ordinary(text))


@pytest.mark.parametrize(
    ("model", "encoding", "exact"),
    [
        ("gpt-4o-mini-2024-07-18", "o200k_base", True),
        ("ft:gpt-4.1-2025-04-14:org::id", "o200k_base", True),
        ("ft:o4-mini-2025-04-16:org::id", "o200k_base", True),
        ("gpt-4.1-nano-2025-04-14.ft-0123", "o200k_base", True),
        ("openai/gpt-oss-20b", "o200k_base", True),
        ("gpt-4-0613", "cl100k_base", True),
        ("ft:gpt-3.5-turbo-0125:org", "cl100k_base", True),
        ("gpt-35-turbo", "cl100k_base", True),
        ("gpt-6-luna", "o200k_base", False),
        ("o10", "o200k_base", False),
        ("Qwen/Qwen3-8B", "o200k_base", False),
        (None, "o200k_base", False),
    ],
)
def test_models_find_their_encoding(model: str | None, encoding: str, exact: bool) -> None:
    assert encoding_for(model) == Tokenizer(encoding, exact)


PUBLISHED = json.loads((Path(__file__).parent / "cases/tokens/published_requests.json").read_bytes())


@pytest.mark.parametrize(
    ("encoding", "jargon", "weather"), [("cl100k_base", 129, 105), ("o200k_base", 124, 101)]
)
def test_published_requests(encoding: str, jargon: int, weather: int) -> None:
    """Source: openai-cookbook How_to_count_tokens_with_tiktoken.ipynb, the printed outputs."""
    assert request_tokens(PUBLISHED["jargon"], [], encoding) == jargon
    assert request_tokens(PUBLISHED["asking"], [PUBLISHED["weather"]], encoding) == weather


def test_an_example_counts_its_answers_and_says_when_it_guesses() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": json.dumps({"a": 1})}}
    messages = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "hello there", "weight": 0},
        {"role": "assistant", "content": "hello"},
    ]
    plain = example_tokens({"messages": messages}, "o200k_base")
    assert plain == (1 + 3 * 4 + 1 + 2 + 1, 1, True)
    called = example_tokens(
        {"messages": [*messages, {"role": "assistant", "tool_calls": [call]}]}, "o200k_base"
    )
    assert called.total > plain.total + 4
    assert called.trained > plain.trained
    assert not called.exact


def test_a_run_without_a_break_is_estimated_in_time_and_close() -> None:
    run = "the" * 20_000
    exact = len(load("o200k_base").encode_ordinary(f"say {run} now"))
    assert count_one(f"say {run} now", "o200k_base") == pytest.approx(exact, rel=0.02)
    assert count_one("=" * 3_000_000 + "a" * 3_000_000, "cl100k_base") > 100_000
