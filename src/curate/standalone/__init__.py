"""Questions about files that need no build: duplicates, leaks, personal data, statistics, differences."""
