"""What is read: which files a path names, which layout their records have, and how a described layout is read."""
