"""The sections of the report in their order: (manifest, evidence) -> HTML, empty where there is nothing to say."""

from curate.report.page.sections.cost import cost
from curate.report.page.sections.duplicates import duplicates
from curate.report.page.sections.files import files, inputs
from curate.report.page.sections.findings import findings
from curate.report.page.sections.rows import overview, stages
from curate.report.page.sections.tokens import tokens

SECTIONS = (overview, stages, files, cost, tokens, findings, duplicates, inputs)
