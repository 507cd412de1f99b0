"""The code that is special to a cloud, and the one way out to the network."""
