"""The nouns of akwarden: frozen values that cross floors, with no input or output of their own."""
