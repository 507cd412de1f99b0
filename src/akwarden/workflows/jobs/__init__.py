"""Jobs: what lasts, done in the background, for people to watch."""
