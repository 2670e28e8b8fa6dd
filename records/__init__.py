"""What the ids of the engine mean: organisations, people, roles, topics, documents, interests and lessons."""
