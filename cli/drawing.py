"""Results drawn: maps with overlays, for the commands that compute them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.options import chosen_scenarios

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.products.overlays import Overlay


def scenario_layers(atlas: Atlas, scenario_ids: tuple[str, ...], lang: str) -> list[Overlay]:
    """Run the scenarios asked for, for a map to show."""
    from geo.products.build import run_scenarios  # noqa: PLC0415 - the solver takes a while to load
    from geo.products.scenario_overlays import scenario_overlays  # noqa: PLC0415

    return scenario_overlays(atlas, run_scenarios(atlas, chosen_scenarios(scenario_ids)), lang)


def overlay_map(atlas: Atlas, overlays: Sequence[Overlay], lang: str) -> str:
    """Draw overlays over all corridors."""
    from geo.products.maps import map_html  # noqa: PLC0415 - not every use draws a map

    return map_html(atlas, lang=lang, overlays=overlays)
