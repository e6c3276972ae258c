"""What the atlas is turned into: maps, tables, GeoPackage and exports."""
