"""rules/entities and the config -> what is looked for and what is done about it."""

import os
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from pydantic import ValidationError

from curate.errors import ConfigError
from curate.redaction.replacements import Mode
from curate.resources import folder
from curate.shipped_yaml import read_yaml
from curate.spec.config import Redact
from curate.spec.entities import Entity, EntityPack, Recognizer, Secret
from curate.suggest import did_you_mean


@dataclass(frozen=True)
class Policy:
    """Entities and secrets in the order of the packs, which is also their rank where findings overlap."""

    entities: dict[str, Entity]
    recognizers: tuple[Recognizer, ...]
    secrets: tuple[Secret, ...]
    stop_words: tuple[str, ...]
    modes: dict[str, Mode]
    key: bytes | None
    ner_model: str | None = None

    def rank(self, entity: str) -> int:
        """Return the place of an entity: secrets first, then as the packs list them."""
        return self._ranks[entity]

    def acts_on(self, entity: str) -> bool:
        """Tell whether findings of an entity lead to anything."""
        return entity in self.entities and self.entities[entity].action != "off"

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.entities)}


@cache
def packs(root: Path | None = None) -> tuple[EntityPack, ...]:
    """Read every pack of rules/entities, in order of file name; raise ConfigError with every problem."""
    found, problems = [], []
    for path in sorted((root or folder("rules") / "entities").glob("*.yaml")):
        try:
            found.append(EntityPack.model_validate(read_yaml(path)))
        except ValidationError as error:
            problems += [f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    if problems:
        raise ConfigError(problems)
    return tuple(found)


def resolve_policy(settings: Redact) -> Policy:
    """Apply the config to the packs; raise ConfigError for an unknown entity or a missing key."""
    return _resolved(settings.model_dump_json(), os.environ.get(settings.key_env) or None)


@cache
def _resolved(settings_json: str, key: str | None) -> Policy:
    settings = Redact.model_validate_json(settings_json)
    every = packs()
    secrets = tuple(s for pack in every for s in pack.secrets)
    entities = {
        e.id: e for e in (*(s.entity for s in secrets), *(e for pack in every for e in pack.entities))
    }
    for recognizer in settings.recognizers:
        entities.setdefault(recognizer.supported_entity, _own(recognizer))
    modes: dict[str, Mode] = dict.fromkeys(entities, settings.mode)
    problems = []
    for name, change in settings.entities.items():
        if name not in entities:
            problems.append(f"stages.redact.entities.{name}: no such entity{did_you_mean(name, entities)}")
            continue
        entities[name] = entities[name].model_copy(
            update=change.model_dump(exclude={"mode"}, exclude_none=True)
        )
        modes[name] = change.mode or settings.mode
    if key is None and "hash" in {settings.mode, *modes.values()}:
        problems.append(
            f"stages.redact.mode: hash needs a key in the environment variable {settings.key_env}"
        )
    if settings.ner_model and not _installed(settings.ner_model):
        problems.append(
            f"stages.redact.ner_model: {settings.ner_model} is not installed: "
            f"pip install 'curatekit[ner]' and python -m spacy download {settings.ner_model}"
        )
    if problems:
        raise ConfigError(problems)
    entities = {name: _settled(e, settings) for name, e in entities.items()}
    return Policy(
        entities,
        tuple(
            r for r in (*(r for pack in every for r in pack.recognizers), *settings.recognizers) if r.enabled
        ),
        tuple(s for s in secrets if entities[s.entity.id].action != "off"),
        tuple(w for pack in every for w in pack.stop_words),
        modes,
        key.encode() if key else None,
        settings.ner_model,
    )


def _own(recognizer: Recognizer) -> Entity:
    """Give an entity that only the config knows the usual settings."""
    name = recognizer.supported_entity
    return Entity(id=name, label=name, action="redact", threshold=0.4, why="named in the config")


def _installed(model: str) -> bool:
    return Path(model).is_dir() or (model.isidentifier() and find_spec(model) is not None)


def key_mark(settings: Redact) -> str:
    """Return a short digest of the key, so that prepared pieces are made again with another; empty without one."""
    key = os.environ.get(settings.key_env)
    return blake2b(key.encode(), digest_size=4, person=b"curate redact").hexdigest() if key else ""


def _settled(entity: Entity, settings: Redact) -> Entity:
    elsewhere = entity.countries and not set(entity.countries) & set(settings.countries)
    chosen = entity.id in settings.entities
    return entity.model_copy(
        update={
            "allow": (*entity.allow, *settings.allow),
            "action": "off" if elsewhere and not chosen else entity.action,
        }
    )
