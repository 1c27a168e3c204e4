"""Three kinds of wrong: wrong data is a Finding, a wrong configuration or input one of these errors, the rest a bug."""


class CurateError(Exception):
    """What a user can mend; the command line prints it and exits 2."""


class ConfigError(CurateError):
    """A configuration, a name or a setting that cannot be; `problems` has all that is wrong with it.

    A problem of a file reads `file:line: key: reason`.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type, tuple[list[str]]]:
        return type(self), (self.problems,)


class InputError(CurateError):
    """An input that is missing or cannot be read at all."""
