"""What people and machines see of a run: sections say what, renderers say how. Standard library only, but for HTML."""
