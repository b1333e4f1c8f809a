"""Vankho (văn khố): scanned paper dossiers → an electronic archive."""

__version__ = "0.1.0"
