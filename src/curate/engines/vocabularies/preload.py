"""Loads the vocabulary that nearly every build counts with; imported by the process that workers are forked from."""

from curate.engines.token_batches import load

load("o200k_base")
