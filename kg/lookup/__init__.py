"""Look-ups: one module a verb. Each takes a Store and gives back records."""
