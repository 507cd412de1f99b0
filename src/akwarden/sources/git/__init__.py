"""Git repositories: every object once, whatever the number of commits; the history only of what was found."""
