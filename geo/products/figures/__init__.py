"""Figures for print: strips, maps, timelines, flow bands and comparisons; the only importers of matplotlib."""
