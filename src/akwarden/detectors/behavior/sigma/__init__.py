"""Rules in Sigma form as Ibis expressions, so that one rule runs on every engine of the lake."""
