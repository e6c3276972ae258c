"""The command line: `corridors`."""
