"""Can anybody start this job at all, until when, and with how many rows? The first things to know."""

from collections.abc import Iterator
from datetime import date
from operator import gt, lt

from curate.providers import Choice
from curate.providers.found import Found
from curate.wording import Words


def platform(choice: Choice, today: date) -> Iterator[Found]:
    """Yield what a person must know about the life cycle of the service and of the model on a day.

    Every outcome is `unclear`, a warning: whether the job can still be started is no property of the file.
    """
    facts, life = choice.facts, choice.facts["lifecycle"]
    note = Words(life.get("note", ""))
    end = life.get("new_jobs_end")
    ended = life.get("ended") or (end if end and end <= today else None)
    if ended:
        values = {"name": facts["name"], "date": ended, "note": note}
        yield Found("platform/closed", "", values, "unclear")
    elif end:
        values = {"name": facts["name"], "date": end, "note": note}
        yield Found("platform/winding-down", "", values, "unclear")
    elif life["state"] in ("closed", "deprecated", "unmaintained"):
        values = {"name": facts["name"], "state": life["state"], "note": note}
        yield Found("platform/deprecated", "", values, "unclear")
    model = choice.model
    if "ends" in model:
        first = model["ends"].get("new_customers")
        what = Words(f"{model['ends']['what']}{f' ({first} for new ones)' if first else ''}")
        verb = "ended" if model["ends"]["date"] <= today else "ends"
        values = {"model": model["id"], "what": what, "verb": verb, "date": model["ends"]["date"]}
        yield Found("platform/model-ends", "", values, "unclear")
    if model.get("methods") and choice.method not in model["methods"]:
        values = {
            "model": model["id"],
            "method": choice.method,
            "methods": Words(", ".join(model["methods"])),
        }
        yield Found("platform/method", "", values, "unclear")


def row_limits(rows: int, choice: Choice) -> Iterator[Found]:
    """Yield what is wrong with the number of rows of a training file."""
    limits = choice.spec.get("rows", {})
    if not rows:
        yield Found("file/no-rows", "", {}, "rejected")
        return
    for name, rule, wrong in (
        ("min", "file/too-few-rows", lt),
        ("max", "file/too-many-rows", gt),
        ("advised", "file/few-rows", lt),
    ):
        fact = limits.get(name)
        if fact and fact["value"] != "unknown" and wrong(rows, fact["value"]):
            yield Found(rule, "", {"n": rows, "limit": fact["value"]}, fact.get("when_exceeded", "rejected"))


def byte_limit(size: int, choice: Choice) -> Iterator[Found]:
    """Yield what is wrong with the number of bytes of a file."""
    fact = choice.spec.get("max_bytes") or choice.facts["files"].get("max_bytes")
    if fact and fact["value"] != "unknown" and size > fact["value"]:
        values = {"n": size, "limit": fact["value"]}
        yield Found("file/too-large", "", values, fact.get("when_exceeded", "rejected"))
