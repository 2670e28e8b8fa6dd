"""Tests of the declarations: each guard refuses once and allows once, and whole stories on a snapshot alone."""
