"""Who could help, in what order, and why. Pure: frozen data in, ranks with their reasons out; a person decides."""
