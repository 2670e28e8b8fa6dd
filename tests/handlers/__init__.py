"""What moves owe the records, and how letters come to be read."""
