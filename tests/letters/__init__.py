"""Letters read well: every one of them renders, says whose turn it is, and keeps to plain text."""
