"""Who did what, when: a chain of hashed records under a Merkle tree, and what proves them untouched."""
