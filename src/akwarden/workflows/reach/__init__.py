"""What can be reached with a key: a graph from where it leaked over identity and policies to resources."""
