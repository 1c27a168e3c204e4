"""What is done about personal data once it is found: conditions, overlaps, replacements. Plain values, no library."""
