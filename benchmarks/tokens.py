"""Counting tokens: distinct pieces against tiktoken, on one core, answers compared.

    POLARS_MAX_THREADS=1 python3 benchmarks/tokens.py CORPUS.jsonl[.gz] [--encoding o200k_base] [--sample 60000]

tiktoken runs on --sample texts spread evenly, and its time is scaled by bytes; curate counts all. CPU seconds, start-up
of the vocabulary left out of both.
"""

import argparse
import gzip
import sys
import time
from pathlib import Path

import numpy as np
import orjson
import polars as pl

from curate.engines.token_columns import count
from curate.engines.tokens import load


def main(args: argparse.Namespace) -> int:
    raw = args.corpus.read_bytes()
    lines = (gzip.decompress(raw) if args.corpus.suffix == ".gz" else raw).splitlines()
    messages = (message for line in lines for message in orjson.loads(line)["messages"])
    texts = pl.Series([m["content"] for m in messages if isinstance(m.get("content"), str)])
    total = int(texts.str.len_bytes().sum())
    encoding = load(args.encoding)
    encoding.encode_ordinary("warm up")
    begun = time.process_time()
    counts = count(texts, args.encoding)
    ours = time.process_time() - begun
    sample = np.linspace(0, len(texts) - 1, min(args.sample, len(texts))).astype(np.int64)
    chosen = texts.gather(sample)
    plain = chosen.to_list()
    begun = time.process_time()
    ids = encoding.encode_ordinary_batch(plain, num_threads=1)
    part = time.process_time() - begun
    theirs = part * total / int(chosen.str.len_bytes().sum())
    different = int((np.fromiter(map(len, ids), np.int64) != counts[sample]).sum())
    print(f"{len(texts):,} texts, {total / 1e6:.1f} MB, {int(counts.sum()):,} tokens of {args.encoding}")
    print(f"curate    {ours:6.2f} s  {total / ours / 1e6:6.1f} MB/s")
    print(f"tiktoken  {theirs:6.2f} s  {total / theirs / 1e6:6.1f} MB/s  (from {len(plain):,} texts)")
    print(f"{theirs / ours:.1f} times as fast, {different} of {len(plain):,} counts differ")
    return int(different > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--encoding", default="o200k_base")
    parser.add_argument("--sample", type=int, default=60_000)
    sys.exit(main(parser.parse_args()))
