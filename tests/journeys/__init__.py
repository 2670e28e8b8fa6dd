"""Whole stories: what people do one after the other, from the first word to the end."""
