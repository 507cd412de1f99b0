"""What is wrong with keys and principals: pure functions over the facts of one account."""
