"""The napkin atlas with claims of one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

from geo.atlas import Atlas, read_atlas

NAPKIN = Path(__file__).parents[1] / "data" / "napkin"
HEADER = "claim_id,subject,metric,scope,value,value_high,unit,qualifier,period,base,statistic,start,end,disputes,note"


def atlas_of(folder: Path, *claims: str) -> Atlas:
    """Write claims as ``subject metric/scope figure unit period statistic [qualifier] [base]`` and read the atlas."""
    root = folder / "atlas"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(NAPKIN, root)
    (root / "seeds" / "decisions.toml").unlink()
    for path in (root / "seeds" / "claims").glob("*.csv"):
        path.unlink()
    rows = [_row(number, *claim.split()) for number, claim in enumerate(claims, 1)]
    (root / "seeds" / "claims" / "gazette-2024.csv").write_text("\n".join([HEADER, *rows, ""]), "utf-8")
    return read_atlas(root)


def _row(number: int, subject: str, *rest: str) -> str:
    what, figure, unit, period, statistic, qualifier, base, *_ = *rest, *("exact", "")[len(rest) - 5 :]
    metric, _, scope = what.partition("/")
    low, _, high = figure.partition("..")
    period = "" if period == "-" else period
    return f"g-{number},{subject},{metric},{scope},{low},{high},{unit},{qualifier},{period},{base},{statistic},,,,"
