"""pydantic models of everything that people write: curate.yaml, rules/, and of the manifest."""
