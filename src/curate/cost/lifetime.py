"""Can this model be tuned by a new customer today, and until when?"""

from datetime import date

from curate.cost.sheet import Sheet
from curate.providers import find_model


def lifetime_notes(found: Sheet, model: str, day: date) -> list[str]:
    """Say what has ended and what will end, for a provider and a model; empty where nothing is known to end."""
    lifecycle, notes = found.facts["lifecycle"], []
    if lifecycle["state"] in ("deprecated", "closed"):
        ended = f" since {lifecycle['ended']}" if lifecycle.get("ended") else ""
        notes.append(f"tuning here is {lifecycle['state']}{ended}")
    if last := lifecycle.get("new_jobs_end"):
        notes.append(f"new jobs {'ended' if last <= day else 'end'} on {last}")
    ends = find_model(found.facts, model).get("ends") if found.facts["models"] else None
    if ends:
        notes.append(
            f"{model}: {ends['what']} {'ended' if ends['date'] <= day else 'ends'} on {ends['date']}"
        )
    return notes


def ended(found: Sheet, model: str, day: date) -> bool:
    """Tell whether a job for this model can surely no longer be started."""
    lifecycle = found.facts["lifecycle"]
    last = [lifecycle.get("ended"), lifecycle.get("new_jobs_end")]
    ends = find_model(found.facts, model).get("ends") if found.facts["models"] else None
    dates = [*last, ends["date"] if ends else None]
    return lifecycle["state"] == "closed" or any(one is not None and one <= day for one in dates)
