"""Rules, compiled: load packs, choose among them, run them over records.

packs.py      YAML -> compiled rules (shipped packs are read as they are, user packs are validated first)
choose.py     presets, select, ignore, severity, per-rule options, suppression, did-you-mean
selection.py  which texts a rule reads (`reads:`)
run.py        rules over records in plain Python: the light path of small inputs
"""

from curate.ruleset.choose import Ruleset, choose
from curate.ruleset.packs import Compiled, compile_rule, load_pack, shipped
from curate.ruleset.run import check_record, check_records

__all__ = [
    "Compiled",
    "Ruleset",
    "check_record",
    "check_records",
    "choose",
    "compile_rule",
    "load_pack",
    "shipped",
]
