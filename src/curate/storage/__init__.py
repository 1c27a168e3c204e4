"""Where a build keeps its work: stage files, on disk or on remote storage, and the lock on their folder."""
