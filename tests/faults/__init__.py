"""What must survive: kills, races, and many hands on one button."""
