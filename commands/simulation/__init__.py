"""Lives of many cases on a simulated clock: who presses what, what time does, and whether all that must be true is."""
