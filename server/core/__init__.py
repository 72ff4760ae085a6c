"""Plain data in, plain data out: nouns, rules, arithmetic."""
