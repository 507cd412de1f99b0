"""Usage as the state has it: sums of what is in the event lake, added batch by batch and read for lists."""
