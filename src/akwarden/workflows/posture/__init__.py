"""What is wrong with which key, and what to do first: rules, judged accounts, and what people decided."""
