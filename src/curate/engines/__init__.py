"""The only importers of the heavy libraries, each lazily: one engine a file."""
