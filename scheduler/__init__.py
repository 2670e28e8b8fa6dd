"""The clock: its ticks do what rows in the database say is due."""
