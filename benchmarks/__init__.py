"""Ratios, measured in one run: the engine against the same rows written by hand, pages at small and at large size."""
