"""Named checks: what is doubtful about an atlas whose records are valid, and how good its geometry is."""

from geo.checks.catalogue import CHECKS, Check, run_checks
from geo.checks.lengths import LengthDifference, length_table, reported_links
from geo.checks.quality import LinkQuality, quality_table

__all__ = [
    "CHECKS",
    "Check",
    "LengthDifference",
    "LinkQuality",
    "length_table",
    "quality_table",
    "reported_links",
    "run_checks",
]
