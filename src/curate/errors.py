"""Three kinds of wrong: data is a finding, configuration and input are these errors, the rest is a bug."""


class CurateError(Exception):
    """What a user can mend; the command line prints it and exits 2."""


class ConfigError(CurateError):
    """All problems of a configuration at once, each as `file:line: key: reason`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type, tuple[list[str]]]:
        return type(self), (self.problems,)


class InputError(CurateError):
    """An input that is missing or cannot be read at all."""
