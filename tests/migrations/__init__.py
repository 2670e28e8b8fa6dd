"""Tests of the schema, its steps, its guards and its rights."""
