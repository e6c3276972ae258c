"""The network: nodes and links, and corridors over them."""
