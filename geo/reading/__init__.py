"""Reading articles: candidate claims in a text, for a person to keep, correct or drop."""
