"""The only room where a secret value rests: sealed, bound to its name, under a key that lies elsewhere."""
