"""OpenStreetMap in: extracts read from files of any size or fetched, and the networks made of them."""
