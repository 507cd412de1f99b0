"""Cloud Log Service: logsets, their topics, and the search in the logs of these (version 2020-10-16)."""
