"""Questions to the event lake: Ibis expressions that read nothing, and have one answer on every engine."""
