"""The config that a command means when none is named: the nearest one."""

from pathlib import Path

from curate.errors import ConfigError, InputError

NAMES = ("curate.yaml", "curate.yml", ".curate.yaml")


def find_config(start: Path) -> Path:
    """Return the nearest config at or above a folder; raise InputError where there is none."""
    for folder in (start, *start.parents):
        found = [folder / name for name in NAMES if (folder / name).is_file()]
        if len(found) > 1:
            raise ConfigError([f"{found[0]} and {found[1].name}: two configs in one folder, keep one"])
        if found:
            return found[0]
        if (folder / ".git").exists():
            break
    raise InputError(f"no curate.yaml in {start} or above; `curate init` writes one")
