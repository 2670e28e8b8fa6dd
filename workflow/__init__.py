"""The engine: a case is a state machine declared as data, and a move is planned, then written."""
