"""Metrics: what claims measure, in which dimensions, and which figures of them are nonsense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.evidence.claims import Claim

_FLOWS = frozenset(
    {"mass", "oil_rate", "containers", "trains", "trains_day", "train_pairs_day", "wagons", "wagons_day",
     "vehicles_day", "ratio"}
)  # fmt: skip
METRICS: dict[str, frozenset[str]] = {
    "volume": _FLOWS,
    "capacity": _FLOWS,
    "length": frozenset({"length"}),
    "share": frozenset({"percent", "ratio"}),
    "growth": frozenset({"percent", "ratio"}),
    "count": frozenset({"count"}),
    "lanes": frozenset({"lanes"}),
    "tracks": frozenset({"tracks"}),
    "investment": frozenset({"money"}),
    "transit_time": frozenset({"time", "ratio"}),
    "border_time": frozenset({"time"}),
    "border_cost": frozenset({"money"}),
    "transport_cost": frozenset({"transport_cost", "money"}),
    "speed": frozenset({"speed", "speed_day"}),
    "speed_with_delay": frozenset({"speed", "speed_day"}),
    "train_mass": frozenset({"mass"}),
    "train_length": frozenset({"wagons", "length"}),
    "fleet": frozenset({"count", "wagons"}),
    "gauge": frozenset({"gauge"}),
    "wagons_per_ferry": frozenset({"wagons", "count"}),
    "trucks_per_ferry": frozenset({"count"}),
    "density": frozenset({"density"}),
    "wear": frozenset({"percent"}),
    "delivery_ratio": frozenset({"percent", "ratio"}),
    "shortening": frozenset({"length", "time", "percent"}),
    "trips": frozenset({"count"}),
}
"""Every metric a claim may have, with the dimensions it may be measured in; a ratio says how many times a base."""
MAY_FALL = "growth"
_PARTS = frozenset({"share", "wear"})
"""Parts of a whole, which have no more than all of it."""
_WHOLE = {"percent": 100, "ratio": 1}


def check_figure(claim: Claim) -> Iterator[tuple[str, str, str]]:
    """
    Hold a claim's figure against what its metric can be.

    Parameters
    ----------
    claim
        The claim.

    Yields
    ------
    rule, message, fix
        One for each thing that it cannot be.
    """
    figure = f"{claim.claim_id} gives `{claim.metric}`"
    allowed = METRICS.get(claim.metric)
    if allowed is None:
        fix = f"Correct `metric`. The metrics are: {', '.join(METRICS)}."
        yield "claim-metric", f"{claim.claim_id} has the metric {claim.metric!r}, which is not one in use.", fix
    elif claim.measure.dimension not in allowed:
        units = ", ".join(name for name, unit in UNITS.items() if unit.dimension in allowed)
        message = f"{figure} in {claim.unit!r}, which does not measure it."
        yield "claim-unit", message, f"Correct `unit` or `metric`. `{claim.metric}` is measured in: {units}."
    if claim.value < 0 and claim.metric != MAY_FALL:
        message = f"{figure} of {claim.value} {claim.unit}, below zero; only `{MAY_FALL}` may be negative."
        yield "claim-negative", message, "Correct `value`, or the `metric` if it is a change."
    top = max(claim.value, claim.value_high or claim.value)
    whole = _WHOLE.get(claim.measure.dimension)
    if claim.metric in _PARTS and whole is not None and top > whole:
        message = f"{figure} of {top} {claim.unit}, more than the whole."
        yield "claim-share", message, "Correct `value`, or the `metric` if it is a growth."
