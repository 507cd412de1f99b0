"""Who may use akwarden: roles, passwords, second factors, tokens. Pure: nothing here reads a store."""
