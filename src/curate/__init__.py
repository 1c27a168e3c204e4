"""curate: from raw examples to files that a fine-tuning provider accepts.

    check("train.jsonl", provider="openai")          what the provider would refuse, drop, cut or ignore
    check_record(record, provider="openai")          the same for one parsed record; Checker for many
    build("curate.yaml")                             the whole pipeline, as `curate build` runs it
    estimate_cost("train.jsonl", provider="openai")  what the job would cost, term by term
    find_duplicates(texts)                           which of these texts say the same as another one

What is wrong with data comes back as Finding. What the caller has to mend is raised: ConfigError for names and
settings, InputError for files, both of them CurateError. For tables of polars, pandas and pyarrow see
curate.frames.split.

Nothing here uses the network. Names are loaded when they are first used: `import curate` loads no library.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from curate.builder import BuildResult, build
    from curate.checker import Checker
    from curate.cost.estimate import estimate_cost
    from curate.cost.terms import CostEstimate
    from curate.errors import ConfigError, CurateError, InputError
    from curate.model import Finding, Severity
    from curate.standalone.duplicates import Duplicate, find_duplicates
    from curate.validate import CheckReport, check, check_record

_WHERE = {
    "BuildResult": "curate.builder",
    "build": "curate.builder",
    "ConfigError": "curate.errors",
    "CurateError": "curate.errors",
    "InputError": "curate.errors",
    "Finding": "curate.model",
    "Severity": "curate.model",
    "CheckReport": "curate.validate",
    "Checker": "curate.checker",
    "CostEstimate": "curate.cost.terms",
    "check": "curate.validate",
    "check_record": "curate.validate",
    "estimate_cost": "curate.cost.estimate",
    "Duplicate": "curate.standalone.duplicates",
    "find_duplicates": "curate.standalone.duplicates",
}

__all__ = [
    "BuildResult",
    "CheckReport",
    "Checker",
    "ConfigError",
    "CostEstimate",
    "CurateError",
    "Duplicate",
    "Finding",
    "InputError",
    "Severity",
    "__version__",
    "build",
    "check",
    "check_record",
    "estimate_cost",
    "find_duplicates",
]


def __getattr__(name: str) -> object:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'curate' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
