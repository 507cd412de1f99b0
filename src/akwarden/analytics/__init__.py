"""Questions to the event lake, as Ibis expressions that give one answer on every engine; they read nothing themselves."""
