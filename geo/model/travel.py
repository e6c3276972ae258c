"""How fast goods move, how long they wait and what that costs: from claims where there are any, else as assumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.evidence.periods import last_year
from geo.model.assumptions import ASSUMPTIONS, OWN, Assumption

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.evidence.claims import Claim


_CPMM = "ADB, CAREC CPMM, reports on 2019 to 2023"
_MOVING = "While moving; waiting at borders, ports and changes of gauge stands apart."
_WAITING = "Waiting at borders is in it."

TRAVEL_ASSUMPTIONS: dict[str, Assumption] = {
    row[0]: Assumption(*row)
    for row in (
        ("rail-speed", 33.3, 53.9, 65.2, "km/h", f"{_CPMM}; low: container trains of 800 km a day", _MOVING),
        ("road-speed", 31.2, 51.1, 60, "km/h", f"{_CPMM}; high: {OWN}", _MOVING),
        ("pipeline-speed", 3.6, 5.4, 7.2, "km/h", OWN, "Oil at 1 to 2 m/s."),
        ("rail-speed-delayed", 8.9, 12.4, 19, "km/h", _CPMM, _WAITING),
        ("road-speed-delayed", 20, 31.2, 40, "km/h", f"{_CPMM}; ends: {OWN}", _WAITING),
        ("rail-tkm-cost", 0.0724, 0.0883, 0.0924, "USD/t-km", _CPMM, "Transport of 20 t over 500 km."),
        ("road-tkm-cost", 0.12, 0.1493, 0.18, "USD/t-km", f"{_CPMM}; ends: {OWN}", "Transport of 20 t over 500 km."),
        ("sea-tkm-cost", 0.02, 0.04, 0.08, "USD/t-km", OWN, "Short sea; the port's price stands apart."),
        ("pipeline-tkm-cost", 0.01, 0.02, 0.03, "USD/t-km", OWN, "Oil."),
        ("gauge-change-delay", 6, 12, 24, "h", OWN, "Inside a country; at a border the border's wait holds it."),
        ("gauge-change-cost", 10, 16.45, 20, "USD/t", f"{_CPMM}; ends: {OWN}", "Change of gauge, of 20 t."),
        ("border-delay-rail", 6.8, 40.6, 78, "h", _CPMM, "Each side of a border has its own wait."),
        ("border-delay-road", 2, 4.3, 10, "h", f"{_CPMM}; ends: {OWN}", "Each side of a border has its own wait."),
        ("border-cost-rail", 14.85, 14.85, 17.05, "USD/t", _CPMM, "Cost of 20 t."),
        ("border-delay-union", 1, 4, 12, "h", OWN, "Between members of one customs union (EAEU), by rail or road."),
        ("border-cost-road", 5, 10, 20, "USD/t", OWN, "Fees and handling at a road border."),
        ("border-cost-union", 0, 1, 3, "USD/t", OWN, "Between members of one customs union (EAEU)."),
        ("port-delay", 24, 48, 120, "h", OWN, "Between land and ship, waiting for it included."),
        ("port-cost", 5, 10, 20, "USD/t", OWN, "Handling between land and ship."),
        ("mode-change-delay", 6, 24, 48, "h", OWN, "Between modes on land."),
        ("mode-change-cost", 3, 6, 12, "USD/t", OWN, "Between modes on land."),
        (
            "join-distance",
            0,
            5,
            15,
            "km",
            OWN,
            "So near to each other a road and a railway are taken to meet in a town.",
        ),
    )
}
"""What routes and flows assume, beside `ASSUMPTIONS`, where no claim of the atlas reports it."""

CUSTOMS_UNION = frozenset({"AM", "BY", "KG", "KZ", "RU"})
"""Members of the Eurasian Economic Union: no customs border between them."""
_PER_TKM = 1 / (500 * 20)
_PER_T = 1e6 / 20
_CLAIMED: dict[str, tuple[tuple[str, str, str], float]] = {
    "rail-speed": (("kazakhstan-rail-operations", "speed", ""), 1.0),
    "road-speed": (("kazakhstan-road-operations", "speed", ""), 1.0),
    "rail-speed-delayed": (("kazakhstan-rail-operations", "speed_with_delay", ""), 1.0),
    "road-speed-delayed": (("kazakhstan-road-operations", "speed_with_delay", ""), 1.0),
    "rail-tkm-cost": (("kazakhstan-rail-operations", "transport_cost", ""), _PER_TKM),
    "road-tkm-cost": (("kazakhstan-road-operations", "transport_cost", ""), _PER_TKM),
    "border-delay-rail": (("carec-rail", "border_time", ""), 1.0),
    "border-delay-rail-kz": (("kazakhstan-rail-borders", "border_time", ""), 1.0),
    "border-delay-road": (("kazakhstan-road-operations", "border_time", ""), 1.0),
    "border-cost-rail": (("kazakhstan-rail-borders", "border_cost", ""), _PER_T),
    "gauge-change-cost": (("dostyk", "border_cost", "gauge-change"), _PER_T),
}
"""Which series of claims a rate is read from, and the factor from its base unit (money is in MUSD, of 20 t)."""


@dataclass(frozen=True)
class Rate:
    """
    A speed, a wait or a price, as an interval.

    Parameters
    ----------
    low, central, high
        In the unit of its assumption.
    source_ids
        The claims it was read from, or the assumption.
    """

    low: float
    central: float
    high: float
    source_ids: tuple[str, ...]


def travel_rates(atlas: Atlas) -> dict[str, Rate]:
    """
    Give the rates of all modes and waits.

    A rate that the atlas' claims report is the last year's figure, between the least and the greatest of the years
    reported; the others are as `TRAVEL_ASSUMPTIONS` has them.

    Parameters
    ----------
    atlas
        The atlas.

    Returns
    -------
    rates
        By name, in km/h, h, USD/t or USD/t-km; a name that ends in a country's code goes before the one without.
    """
    assumed = TRAVEL_ASSUMPTIONS | {"ferry-speed": ASSUMPTIONS["ferry-speed"]}
    rates = {name: Rate(item.low, item.central, item.high, (name,)) for name, item in assumed.items()}
    for name, (series, factor) in _CLAIMED.items():
        claims = _series(atlas, *series)
        if claims:
            values = [float(claim.value * claim.measure.factor) * factor for claim in claims]
            ids = tuple(claim.claim_id for claim in reversed(claims))
            rates[name] = Rate(min(values), values[-1], max(values), ids)
    return rates


def _series(atlas: Atlas, subject: str, metric: str, scope: str) -> list[Claim]:
    """List what was observed, the earliest year first."""
    winners = [fact.winner for fact in atlas.evidence.facts_by_subject.get(subject, [])]
    found = [c for c in winners if (c.metric, c.scope or "", c.statistic) == (metric, scope, "observed")]
    return sorted(found, key=lambda claim: (last_year(claim.period) or 0, claim.claim_id))
