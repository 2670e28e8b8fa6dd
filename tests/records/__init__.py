"""Tests of the records: who is who, who may see what, and the lists of the desk."""
