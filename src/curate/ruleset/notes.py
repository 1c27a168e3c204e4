"""Words for findings that no rule pack makes: those of curate's own stages and of personal data and secrets."""

from functools import cache

from curate.resources import folder
from curate.shipped_yaml import read_yaml

Words = dict[str, str]  # message, why, help


@cache
def notes() -> dict[str, Words]:
    """Return what stages, formats and readers say, by rule id."""
    found: dict[str, Words] = read_yaml(folder("rules") / "notes" / "notes.yaml")["rules"]
    return found


@cache
def entities() -> dict[str, Words]:
    """Return what is said about each kind of personal data and each secret, by rule id."""
    found = {}
    for path in sorted((folder("rules") / "entities").glob("*.yaml")):
        pack = read_yaml(path)
        for entity in pack.get("entities", ()):
            said = f"personal data: {entity['id'].lower().replace('_', ' ')}"
            found[f"pii/{entity['id'].lower().replace('_', '-')}"] = words(said, entity)
        for secret in pack.get("secrets", ()):
            found[f"pii/secret-{secret['id']}"] = words(f"a secret: {secret['name']}", secret)
    return found


def words(message: str, entry: Words) -> Words:
    kept = "Whoever trains on it can be made to print it; a model cannot be asked to forget."
    action = entry.get("action", "redact") or "off"  # YAML reads a bare off as false
    help = f"in a build: {action}; change it under stages.redact of the config"
    return {"message": message, "why": entry.get("why") or kept, "help": help}
