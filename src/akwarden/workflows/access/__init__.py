"""Who may use akwarden: how people come in, what they may see, who changes that; each change on record."""
