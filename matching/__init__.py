"""Who could help with a request, in what order, and why."""
