"""Tests of everything at once."""
