"""The network as GeoParquet 1.1: a file a tile of ten degrees, so that a reader of a region opens only its tiles."""

from __future__ import annotations

import io
import json
import math
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.network.incoming.parquet import pyarrow_parquet
from geo.products.attribution import attribution_lines
from geo.products.capacity import capacity_rows
from geo.products.layers import chosen_corridors, links_layer, nodes_layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.atlas import Atlas
    from geo.products.layers import Layer

TILE_DEG = 10
ROW_GROUP = 10_000
_BOX = ("xmin", "ymin", "xmax", "ymax")
_TRUTHS = ("directed", "electrified", "is_disputed")
_COUNTS = ("tracks", "lanes", "gauge_mm", "rank")
_MEASURES = ("_km", "_low", "_high")


def parquet_files(atlas: Atlas, corridor_ids: Sequence[str] | None) -> dict[str, bytes]:
    """
    Lay out links and nodes as two tables, each in parts in a folder of its own.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_ids
        Corridors or entries; None for all.

    Returns
    -------
    files
        ``links/<tile>.parquet`` and ``nodes/<tile>.parquet`` to content: the tile is the south-west corner of the ten
        degrees that hold a node, or the middle of a link's box, as ``links/e060n40.parquet``. Every part of a table has
        the same columns: those of the other exports, `geometry` in WKB, and its `bbox`, which the metadata name as the
        covering. All of a part lies in the box that its metadata give. Sorted by id, the same bytes every time.

    Raises
    ------
    CorridorError
        If pyarrow is not installed.
    UnknownIdError
        If the atlas has neither a corridor nor an entry of such an id.
    ProductError
        If there is nothing to draw.
    """
    pq = pyarrow_parquet()
    rows, chosen = capacity_rows(atlas, corridor_ids), chosen_corridors(atlas, corridor_ids)
    head = "; ".join(attribution_lines(atlas, "en"))
    layers = (links_layer(atlas, rows, chosen), nodes_layer(atlas, rows, chosen))
    return {name: content for layer in layers for name, content in _table(pq, layer, head)}


def _table(pq: Any, layer: Layer, head: str) -> Iterator[tuple[str, bytes]]:  # noqa: ANN401 - pyarrow has no types
    import shapely  # noqa: PLC0415 - GEOS costs a tenth of a second

    make = shapely.Point if layer.geometry_type == "Point" else shapely.LineString
    shapes = np.array([make(shape) for shape in layer.geometry], dtype=object)
    boxes = shapely.bounds(shapes)
    parts: dict[str, list[int]] = defaultdict(list)
    for place, box in enumerate(boxes.tolist()):
        parts[tile_name(box)].append(place)
    schema = _schema(layer.columns)
    for name, places in sorted(parts.items()):
        records = [layer.records[place] for place in places]
        geo = json.dumps(_geo_metadata(str(layer.geometry_type), boxes[places]))
        metadata = {"geo": geo, "attribution": head}
        yield (
            f"{layer.name}/{name}.parquet",
            _part(pq, schema.with_metadata(metadata), records, boxes[places], shapes[places]),
        )


def tile_name(box: Sequence[float]) -> str:
    """
    Name the tile of ten degrees that the middle of a box lies in.

    Parameters
    ----------
    box
        West, south, east, north in degrees.

    Returns
    -------
    name
        Its south-west corner, as ``e060n40`` or ``w010s20``.
    """
    lon, lat = (TILE_DEG * math.floor((low + high) / 2 / TILE_DEG) for low, high in zip(box[:2], box[2:], strict=True))
    return f"{'w' if lon < 0 else 'e'}{abs(lon):03d}{'s' if lat < 0 else 'n'}{abs(lat):02d}"


def _schema(columns: Sequence[str]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Give columns their types by name, so that every part of every atlas has the same."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    kinds = {**dict.fromkeys(_TRUTHS, pa.bool_()), **dict.fromkeys(_COUNTS, pa.int64())}
    fields = [
        pa.field(name, kinds.get(name, pa.float64() if name.endswith(_MEASURES) else pa.string())) for name in columns
    ]
    box = pa.struct([pa.field(side, pa.float64()) for side in _BOX])
    return pa.schema([*fields, pa.field("bbox", box), pa.field("geometry", pa.binary())])


def _part(
    pq: Any,  # noqa: ANN401
    schema: Any,  # noqa: ANN401
    records: Sequence[dict[str, Any]],
    boxes: NDArray[np.float64],
    shapes: NDArray[np.object_],
) -> bytes:
    import pyarrow as pa  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    rows = [
        {**{name: _plain(value) for name, value in record.items()}, "bbox": dict(zip(_BOX, box, strict=True)),
         "geometry": shape}
        for record, box, shape in zip(
            records, boxes.tolist(), shapely.to_wkb(shapes, byte_order=1, flavor="iso"), strict=True
        )
    ]  # fmt: skip
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), buffer, compression="zstd", row_group_size=ROW_GROUP)
    return buffer.getvalue()


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def _geo_metadata(kind: str, boxes: NDArray[np.float64]) -> dict[str, Any]:
    """Describe the geometry as GeoParquet 1.1 asks; without `crs` it is in OGC:CRS84, longitude first."""
    return {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": [kind],
                "bbox": [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()],
                "covering": {"bbox": {side: ["bbox", side] for side in _BOX}},
            }
        },
    }
