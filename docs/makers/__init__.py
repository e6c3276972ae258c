"""Makers of pages."""
