"""Can this model be tuned today, by whom, and until when?"""

from datetime import date
from typing import Any

from curate.cost.sheet import Sheet
from curate.providers import find_model


def lifetime_notes(found: Sheet, model: str, day: date) -> list[str]:
    """Say what has ended and what will end, for a provider and a model; empty where nothing is known to end."""
    lifecycle, ends, notes = found.facts["lifecycle"], _ends(found, model), []
    if lifecycle["state"] in ("deprecated", "closed"):
        ended = f" since {lifecycle['ended']}" if lifecycle.get("ended") else ""
        notes.append(f"tuning here is {lifecycle['state']}{ended}")
    if first := newcomers_end(found, model):
        notes.append(f"who never tuned here {'could' if first <= day else 'can'} start jobs until {first}")
    if last := lifecycle.get("new_jobs_end"):
        notes.append(f"new jobs {'ended' if last <= day else 'end'} on {last}")
    if ends:
        verb = "ended" if ends["date"] <= day else "ends"
        notes.append(f"{model}: {ends['what']} {verb} on {ends['date']}")
    return notes


def ended(found: Sheet, model: str, day: date) -> bool:
    """Tell whether a job for this model can surely no longer be started, by anybody."""
    last = last_day(found, model)
    return found.facts["lifecycle"]["state"] == "closed" or (last is not None and last <= day)


def newcomers_end(found: Sheet, model: str) -> date | None:
    """Return the last day on which who never tuned here could start a job; None where all are treated alike."""
    days = [found.facts["lifecycle"].get("new_customers_end"), _ends(found, model).get("new_customers")]
    return min((day for day in days if day), default=None)


def last_day(found: Sheet, model: str) -> date | None:
    """Return the last day on which anybody can start a job for this model; None where none is announced."""
    lifecycle = found.facts["lifecycle"]
    days = [lifecycle.get("ended"), lifecycle.get("new_jobs_end"), _ends(found, model).get("date")]
    return min((day for day in days if day), default=None)


def availability(found: Sheet, model: str, day: date) -> str:
    """Say in a few words whether a job can be started on a day: `yes`, `old customers until 2027-01-06` ..."""
    first, last = newcomers_end(found, model), last_day(found, model)
    if ended(found, model, day):
        return f"ended {last}" if last else "ended"
    who = "old customers" if first and first <= day else "yes"
    state = found.facts["lifecycle"]["state"]
    doubt = f", {state}" if state in ("deprecated", "unmaintained") else ""
    return f"{who}{f' until {last}' if last else ''}{doubt}"


def _ends(found: Sheet, model: str) -> dict[str, Any]:
    facts = find_model(found.facts, model) if found.facts["models"] else {}
    ends: dict[str, Any] = facts.get("ends") or {}
    return ends
