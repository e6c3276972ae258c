"""`corridors digitize`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import Number, atlas_option, json_option, scheduler_option
from cli.printing import print_rows
from geo import read_atlas
from geo.checks import reported_links
from geo.errors import Faults, UnknownIdError
from geo.model.scheduler import run_batches
from geo.network.digitizing import Bounds, digitize_links
from geo.network.osm.yardstick import DETOUR, Reported
from geo.network.water import read_water
from geo.paths import shipped_paths
from geo.products.geography import write_links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.network.links import Link
    from geo.network.osm.digitize import Digitized
    from geo.network.water import Water

COLUMNS = ("link_id", "mode", "before_km", "after_km", "largest_m", "matched_percent", "tracks", "lanes", "ways")


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--network",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, path_type=Path),
    help="An .osm, .osm.gz or .osm.pbf file, or a folder of `corridors osm read -o`. Several are joined.",
)
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@click.option(
    "--tolerance",
    "tolerance_m",
    type=Number(1, 5000),
    default=None,
    metavar="M",
    help="How far from a node its track may lie. Default: 500 m, roads 2 km.",
)
@click.option(
    "--detour",
    type=Number(1, 3),
    default=DETOUR,
    show_default=True,
    metavar="FACTOR",
    help="How many times as long as drawn the way between two nodes may be; a length that a claim says may allow more.",
)
@scheduler_option("Read the files and match the links on a Dask cluster of yours (tcp://host:8786) that sees them.")
@atlas_option
@json_option
def command(
    ids: tuple[str, ...],
    files: tuple[Path, ...],
    root: Path | None,
    *,
    dry_run: bool,
    as_json: bool,
    **how: Any,  # noqa: ANN401
) -> None:
    """Lay lines of corridors, or of single links, onto the real track and road of OpenStreetMap.

    Every link's nodes are passed in order, towns by the road that passes them. What is not found stays as it was and
    is listed, as is a way too long for the line drawn: between places far apart name one more, or claim its length.
    A link wholly found becomes `track`; one found in part keeps its quality, and its source says which share.
    Sea links are led round the land of the basemap, where they cross it.

    \b
    Examples:
      corridors digitize middle-corridor --dry-run
      corridors digitize aktau-alat-sea --dry-run --json
      corridors digitize dostyk-moiynty trans-kazakhstan --dry-run
    """  # noqa: D301
    if root is None and not dry_run:
        raise click.UsageError("Name the atlas to change with --atlas DIR, or look first with --dry-run.")
    atlas = read_atlas(root)
    run = partial(run_batches, scheduler=how.pop("scheduler"))
    told = {link_id: Reported(*length) for link_id, length in reported_links(atlas).items()}
    bounds = Bounds(**how, reported=told)
    found = digitize_links(_links(atlas, ids), atlas.network, files, _water(atlas), bounds=bounds, run=run)
    _print(atlas, found, as_json=as_json)
    changed = [one.link for one in found if one.link != atlas.network.links[one.link.link_id]]
    if not dry_run and changed:
        write_links(atlas, changed)
    click.echo(_summary(found, len(changed), is_dry=dry_run), err=True)


def _links(atlas: Atlas, names: Sequence[str]) -> list[Link]:
    """Give the links of corridors, and those of these ids, each once."""
    network = atlas.network
    unknown = [name for name in names if name not in network.corridors and name not in network.links]
    if unknown:
        raise UnknownIdError(
            f"There is no corridor or link {', '.join(map(repr, unknown))}. "
            f"The corridors are: {', '.join(network.corridors)}."
        )
    chosen = [network.corridors[name].link_ids if name in network.corridors else [name] for name in names]
    return [network.links[link_id] for link_id in dict.fromkeys(link_id for part in chosen for link_id in part)]


def _water(atlas: Atlas) -> Water | None:
    """Read the water that the atlas' maps show: that of the shipped basemap where it has none of its own."""
    paths, faults = atlas.paths if (atlas.paths.corridors / "basemap").is_dir() else shipped_paths(), Faults()
    folder = paths.corridors / "basemap"
    water = read_water(folder, paths.label(folder), faults)
    faults.raise_any()
    return water


def _print(atlas: Atlas, found: list[Digitized], *, as_json: bool) -> None:
    if as_json:
        print_rows([_record(atlas, one) for one in found], as_json=True)
        return
    print_rows([_row(one) for one in found], as_json=False, columns=COLUMNS)
    for reason, names in _by_reason(found).items():
        click.echo(f"{', '.join(names)}: {reason}")


def _by_reason(found: list[Digitized]) -> dict[str, list[str]]:
    """Tell one reason once, whatever it holds for."""
    names: dict[str, list[str]] = {}
    for one in found:
        for reason in one.reasons:
            names.setdefault(reason, []).append(one.link.link_id)
    return names


def _row(one: Digitized) -> dict[str, Any]:
    return {
        "link_id": one.link.link_id, "mode": one.link.mode, "before_km": round(one.length_before_km, 2),
        "after_km": round(one.length_after_km, 2), "largest_m": round(one.largest_distance_m),
        "matched_percent": round(100 * one.share_matched, 1), **_counts(one), "ways": len(one.way_ids),
    }  # fmt: skip


def _counted(one: Digitized) -> str:
    return "lanes" if one.link.mode == "road" else "tracks"


def _counts(one: Digitized) -> dict[str, int | None]:
    """Give the tracks of a railway, the lanes of a road."""
    return {name: one.counts.steady if name == _counted(one) else None for name in ("tracks", "lanes")}


def _record(atlas: Atlas, one: Digitized) -> dict[str, Any]:
    link = one.link
    shares = {str(count): round(share, 4) for count, share in sorted(one.counts.shares.items())}
    return {
        "link_id": link.link_id, "mode": link.mode, "length_before_km": round(one.length_before_km, 3),
        "length_after_km": round(one.length_after_km, 3), "largest_distance_m": round(one.largest_distance_m, 1),
        "share_matched": round(one.share_matched, 4), **_counts(one), f"{_counted(one)[:-1]}_shares": shares,
        "osm_way_ids": list(one.way_ids), "is_changed": link != atlas.network.links[link.link_id],
        "geometry_quality": link.geometry_quality, "geometry_source": link.geometry_source,
        "reasons": list(one.reasons),
    }  # fmt: skip


def _summary(found: list[Digitized], changed: int, *, is_dry: bool) -> str:
    whole = sum(one.share_matched == 1 for one in found)
    part = sum(0 < one.share_matched < 1 for one in found)
    before, after = (sum(getattr(one, name) for one in found) for name in ("length_before_km", "length_after_km"))
    done = f"{changed} links {'would change' if is_dry else 'written'}"
    return (
        f"{whole} of {len(found)} links found whole, {part} in part; {before:,.1f} km became {after:,.1f} km. {done}."
    )
