"""Transport corridors as an atlas: evidence, geometry, maps, tables and models."""

from geo.atlas import Atlas, read_atlas
from geo.errors import CorridorError, Fault, RecordError

__all__ = ["Atlas", "CorridorError", "Fault", "RecordError", "read_atlas"]
