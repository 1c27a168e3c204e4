"""autotrain.yaml: the job that reads the two files, as `autotrain --config autotrain.yaml` takes it.

Keys from autotrain-advanced 0.8.36 (its config parser, read 2026-11-22). Preference jobs get no validation split: with
one, that version fails where it applies the chat template (its issues 849 and 619).
"""

from pathlib import Path
from typing import Any

import yaml

from curate.spec.config import Target
from curate.storage.stage_files import write_atomically

COLUMNS = {"text": "text_column", "rejected_text": "rejected_text_column", "prompt": "prompt_text_column"}

COLUMNS_OF = {
    "llm-dpo": ("text", "rejected_text", "prompt"),
    "llm-orpo": ("text", "rejected_text", "prompt"),
    "llm-reward": ("text", "rejected_text"),
}


def write(folder: Path, target: Target, export: dict[str, Any]) -> list[Path]:
    validation = folder / "validation.jsonl"
    columns = COLUMNS_OF.get(export["task"], ("text",))
    job = {
        "task": export["task"],
        "base_model": target.model,
        "project_name": f"curate-{export['task']}",
        "log": "none",
        "backend": "local",
        "data": {
            "path": ".",
            "train_split": "train",
            "valid_split": "validation"
            if validation.stat().st_size and export["task"] not in COLUMNS_OF
            else None,
            "chat_template": "tokenizer",
            "column_mapping": {COLUMNS[name]: name for name in columns},
        },
        "params": {},
        "hub": {"username": None, "token": None, "push_to_hub": False},
    }
    path = folder / "autotrain.yaml"
    note = "" if target.model else "# name a base_model before you run it\n"
    write_atomically(path, (note + yaml.safe_dump(job, sort_keys=False)).encode())
    return [path]
