"""curate: from raw examples to files that a fine-tuning provider accepts."""

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
