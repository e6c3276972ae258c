"""The report: one content, written as HTML, Word, Markdown or PDF."""
