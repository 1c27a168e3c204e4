"""The many names of a speaker -> the six canonical roles and `call`."""

ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
CALL = "call"  # a turn that is nothing but tool calls, as ShareGPT writes them

_NAMES = {
    "user": "human prompter customer client visitor caller question",
    "assistant": "gpt chatgpt bing bard bot chatbot model ai agent answer",
    "system": "sys system_prompt",
    "tool": "observation function_response function_result tool_response tool_result tool_output ipython",
    CALL: "function_call function_calls tool_call tool_calls",
}
_CANONICAL = {name: role for role, names in _NAMES.items() for name in names.split()} | {r: r for r in ROLES}


def role_of(name: object) -> str | None:
    """Return the role that a speaker's name means, or None.

    >>> role_of("Human"), role_of("function-call"), role_of("narrator"), role_of(1)
    ('user', 'call', None, None)
    """
    if not isinstance(name, str):
        return None
    return _CANONICAL.get(name.strip().lower().replace("-", "_").replace(" ", "_"))
