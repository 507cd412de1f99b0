"""Usage: what the event lake comes to, kept in the state for lists; source addresses; the log of calls."""
