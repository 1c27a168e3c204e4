"""How much GPU memory a training run needs, and which GPUs hold it.

Weights, gradients and optimizer by method, plus activations; the range goes from activations recomputed to activations
kept. Sharded runs (FSDP, ZeRO-3) divide it over the GPUs. Source: the textbook AdamW count and the coefficients 2 and
34 of s x b x h x L, read 2026-11-22; checked against five published runs in docs/cost-accuracy.md.

Does not cover: 8-bit optimizers, offloading, long contexts without flash attention.
"""

from decimal import Decimal
from typing import Literal, NamedTuple

Method = Literal["full", "lora", "qlora"]
GB = Decimal(10**9)
ADAMW_BYTES = {"low": 16, "high": 18}  # bf16 weight and gradient, fp32 master and two moments; fp32 gradients
BASE_BYTES = {"lora": (Decimal(2), Decimal(2)), "qlora": (Decimal("0.55"), Decimal("0.75"))}
ADAPTER_RATIO = (Decimal("0.003"), Decimal("0.02"))  # rank 8 on attention to rank 64 on all linear layers
RECOMPUTED, KEPT = 2, 34
CONTEXT_GB = Decimal("0.7")  # CUDA context and kernels on each GPU
USABLE_RATIO = Decimal("0.95")


class Need(NamedTuple):
    """Memory in GB over all GPUs: least (activations recomputed) and most (activations kept)."""

    low_gb: Decimal
    high_gb: Decimal

    def fits(self, gpu_gb: int, gpus: int = 1) -> Literal["yes", "with checkpointing", "no"]:
        """Say whether the run fits on that many GPUs."""
        room = (gpu_gb * USABLE_RATIO - CONTEXT_GB) * gpus
        if self.high_gb <= room:
            return "yes"
        return "with checkpointing" if self.low_gb <= room else "no"


def need(params: Decimal, method: Method, length: int, batch: int = 1) -> Need:
    """Return the memory for a model of `params` parameters, sequences of `length` tokens and `batch` of them at once.

    >>> [str(round(gb, 1)) for gb in need(Decimal("8.03e9"), "lora", 512)]
    ['16.6', '21.3']
    """
    width_times_layers = size(params)
    activations = [Decimal(length * batch * width_times_layers * k) / GB for k in (RECOMPUTED, KEPT)]
    if method == "full":
        low, high = (params * bytes_ / GB for bytes_ in ADAMW_BYTES.values())
    else:
        shares = zip(BASE_BYTES[method], ADAPTER_RATIO, strict=True)
        low, high = (params * (bytes_ + ratio * ADAMW_BYTES["low"]) / GB for bytes_, ratio in shares)
    return Need(low + activations[0], high + activations[1])


def size(params: Decimal) -> int:
    """Return hidden size x layers of a usual model: 12 L h^2 parameters, 128 times as wide as deep.

    >>> size(Decimal("8.03e9")), size(Decimal("70.6e9"))
    (151805, 646664)
    """
    width: float = (float(params) * 128 / 12) ** (1 / 3)
    return round(width * width / 128)
