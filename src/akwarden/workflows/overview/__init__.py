"""The overview: five numbers, what to do first, thirty days, and what is not seen."""
