"""Says what is wrong with a key, from facts alone."""
