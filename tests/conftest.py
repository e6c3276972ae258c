"""What the tests share: the napkin atlas, a copy of it to break, and claims made by hand."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from hypothesis import HealthCheck, settings

import geo
from geo.evidence.claims import Claim
from geo.evidence.sources import Source
from tests.overpass import Player, playing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas

DATA = Path(__file__).parent / "data"
NAPKIN = DATA / "napkin"

settings.register_profile(
    "atlas",
    deadline=None,
    derandomize=True,
    max_examples=60,
    database=None,
    # Tests that write a file restore it, so that one folder serves all examples
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("atlas")


@pytest.fixture(scope="session")
def napkin() -> Atlas:
    return geo.read_atlas(NAPKIN)


@pytest.fixture
def napkin_copy(tmp_path: Path) -> Path:
    """Give a copy of the napkin atlas that a test may break."""
    return Path(shutil.copytree(NAPKIN, tmp_path / "napkin"))


@pytest.fixture(scope="session")
def documents() -> Path:
    return DATA / "documents"


class MakeClaim(Protocol):
    def __call__(self, claim_id: str = "a-1", value: str = "10", **fields: Any) -> Claim: ...


@pytest.fixture(scope="session")
def make_claim() -> MakeClaim:
    """Make claims by hand: ten megatonnes of one corridor in 2024, unless told otherwise."""

    def make(claim_id: str = "a-1", value: str = "10", **fields: Any) -> Claim:
        record = {
            "source_id": "a", "subject": "line", "metric": "volume", "unit": "Mt", "qualifier": "exact",
            "period": "2024", "statistic": "observed",
        }  # fmt: skip
        high = fields.pop("value_high", None)
        fields["value_high"] = None if high is None else Decimal(high)
        return Claim(claim_id=claim_id, value=Decimal(value), **{**record, **fields})

    return make


class MakeSource(Protocol):
    def __call__(self, source_id: str = "a", date: str | None = "2025", **fields: Any) -> Source: ...


@pytest.fixture(scope="session")
def make_source() -> MakeSource:
    """Make publications by hand."""

    def make(source_id: str = "a", date: str | None = "2025", **fields: Any) -> Source:
        record = {
            "tier": "publication", "title": "Made up", "publisher": "Nobody", "language": "en", "licence": "CC0 1.0",
        }  # fmt: skip
        day = dt.date.fromisoformat(date) if date and len(date) == len("2025-10-09") else date
        return Source(source_id=source_id, date=day, **{**record, **fields})

    return make


@pytest.fixture
def player() -> Iterator[Player]:
    """Play recorded answers of Overpass at an address of this machine."""
    with playing() as told:
        yield told


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Give the place of a folder that holds files of somebody else."""
    folder = tmp_path / "maps"
    folder.mkdir()
    (folder / "README.md").write_text("about", "utf-8")
    (folder / "preview.png").write_bytes(b"picture")
    return folder
