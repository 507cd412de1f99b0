"""What akwarden does from end to end: the only room that ties sources, unpackers, detectors and reports."""
