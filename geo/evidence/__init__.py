"""The evidence: sources, claims, intervals, decisions, and what they settle to."""
