"""Counting tokens: the column count against tiktoken's loop and its batch call, on one core, answers compared.

    POLARS_MAX_THREADS=1 python3 benchmarks/tokens.py CORPUS.jsonl[.gz] [--encoding o200k_base] [--sample 60000]

The batch call runs on --sample texts spread evenly, and its time is scaled by bytes. CPU seconds, without loading the
vocabulary.
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
    count(texts.head(9), args.encoding)
    begun = time.process_time()
    counts = count(texts, args.encoding)
    ours = time.process_time() - begun
    plain = texts.to_list()
    begun = time.process_time()
    expected = [len(encoding.encode_ordinary(text)) for text in plain]
    loop = time.process_time() - begun
    sample = np.linspace(0, len(plain) - 1, min(args.sample, len(plain))).astype(np.int64)
    chosen = texts.gather(sample)
    begun = time.process_time()
    encoding.encode_ordinary_batch(chosen.to_list(), num_threads=1)
    batch = (time.process_time() - begun) * total / int(chosen.str.len_bytes().sum())
    different = int((np.array(expected) != counts).sum())
    print(f"{len(texts):,} texts, {total / 1e6:.1f} MB, {int(counts.sum()):,} tokens of {args.encoding}")
    for name, seconds in (("curate", ours), ("tiktoken, loop", loop), ("tiktoken, batch", batch)):
        print(f"{name:16}{seconds:6.2f} s  {total / seconds / 1e6:6.1f} MB/s")
    print(f"{different} counts differ")
    return int(different > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--encoding", default="o200k_base")
    parser.add_argument("--sample", type=int, default=60_000)
    sys.exit(main(parser.parse_args()))
