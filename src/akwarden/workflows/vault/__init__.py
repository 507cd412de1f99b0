"""The vault of a home: opened with its key, and every look into it on record before anything is shown."""
