"""Vankho and its peers on the same scans → figures: time, processor, bytes, errors."""
