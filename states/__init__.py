"""The declarations: which states a case has, who may move it, and what a move asks and follows."""
