"""Start-up, the main job and what it makes, beside the same made the obvious way."""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path

import made
from lines import BYTES, LIMIT, Alone, Growth, Line
from load import make_atlas
from timing import CORRIDORS, PYTHON, ROOT, Timing, process, timed

BARE = "import geopandas, folium"
BUILD_IMPORTS = "import cli.main, cli.build, geo.products.build, folium, pyogrio, geopandas, xlsxwriter, scipy.optimize"


def startup() -> tuple[Timing, Timing]:
    return process(CORRIDORS, "--help"), process(PYTHON, "-c", "import geopandas, folium, osmnx")


def startup_limit() -> tuple[Timing, Timing]:
    return process(CORRIDORS, "--help"), process(PYTHON, "-c", "pass")


def build(*beside: str) -> tuple[Timing, Timing]:
    return process(*made.words("tool")), process(*beside)


def copying() -> tuple[Timing, Timing]:
    """Time to read all that a build reads, and to write all that it writes."""
    ours, out = made.page("tool").parent, made.folder() / "copied"

    def copy() -> None:
        for path in [*(ROOT / "seeds").rglob("*.*"), *(ROOT / "data").rglob("*.*")]:
            path.read_bytes()
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(ours, out)

    return process(*made.words("tool")), timed(copy)


def weights(maker: str) -> tuple[Timing, Timing]:
    return lambda: made.page("tool").stat().st_size, lambda: made.page(maker).stat().st_size


def warm_map() -> Timing:
    import geo
    from geo.products.maps import map_html

    atlas = geo.read_atlas()
    return timed(lambda: map_html(atlas, ["middle-corridor"]))


def build_of(size: int) -> Timing:
    """Build an atlas of a hundred links and claims, or of ten or a hundred times as many."""
    place = Path(tempfile.mkdtemp(dir=made.folder()))
    make_atlas(place / "atlas", 100 * size, 100 * size)
    return process(CORRIDORS, "build", "--atlas", str(place / "atlas"), "--out", str(place / "out"))


def lines() -> list[Line | Alone | Growth]:
    own, offline = "corridors build", ("offlinefolium",)
    label = "map of all corridors, bytes"
    return [
        Line("corridors --help | import geopandas, folium, osmnx", startup, 40, 7),
        Line("corridors --help | Python alone", startup_limit, None, 7, LIMIT),
        Line(f"{own} | the obvious way, folium", partial(build, *made.words("folium")), 3, 3,
             warm=False, check=False),
        Line(f"{own} | the obvious way, folium-offline", partial(build, *made.words("folium-offline")), 3, 1,
             needs=offline, check=False),
        Line(f"{own} | {BARE}", partial(build, PYTHON, "-c", BARE), 0.5, 3, LIMIT),
        Line(f"{own} | its own imports", partial(build, PYTHON, "-c", BUILD_IMPORTS), None, 3, LIMIT),
        Line(f"{own} | its bytes read and written", copying, None, 3, LIMIT, check=False),
        Growth(f"{own}, 100 links and claims", build_of, 1, 1),
        Line(f"{label} | folium, without its libraries", partial(weights, "folium"), None, 1, BYTES, check=False),
        Line(f"{label} | explore(), without its libraries and claims", partial(weights, "explore"), None, 1, BYTES,
             ("mapclassify",)),
        Line(f"{label} | folium-offline", partial(weights, "folium-offline"), None, 1, BYTES, offline,
             check=False),
        Alone("warm rebuild of one map", warm_map, 0.1, 10),
    ]  # fmt: skip
