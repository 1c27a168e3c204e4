r"""Data on its way to a screen, a log or a page: nothing in it may act there.

Covers: control characters, bidi and invisible characters, line breaks, GitHub workflow commands; Markdown.
HTML is escaped in `html.py`, XML and JSON by their writers.
"""

import re

_ACTIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_NAMES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_COMMAND = re.compile(r"::(?=[A-Za-z][\w-]*[ :])")  # `::error file=x::text`, read by workflow runners
_MARKDOWN = re.compile(r"[&<>|`*_~\[\]()#!@\\$]")


def visible(text: str, most_chars: int = 300) -> str:
    r"""Return one harmless line: what acts on a terminal or in a log is written out, and long text is cut.

    >>> visible("a\x1b[31mb\nc\u202e"), visible("::error::x"), visible("x" * 9, 4)
    ('a\\x1b[31mb\\nc\\u202e', ':\\x3aerror::x', 'xxx…')
    """
    if len(text) > most_chars:
        text = text[: most_chars - 1] + "…"
    text = _ACTIVE.sub(_written_out, text)
    if "::" in text:
        text = _COMMAND.sub(r":\\x3a", text)
    return text.replace("##[", r"##\x5b")  # the older form of a workflow command, read anywhere in a line


def _written_out(match: re.Match[str]) -> str:
    char = match[0]
    if char in _NAMES:
        return _NAMES[char]
    code = ord(char)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def markdown(text: str) -> str:
    """Escape for Markdown: no markup, no mention, no cell border, no image.

    >>> markdown("a|b <i> @all ![x](y)")
    'a&#124;b &#60;i&#62; &#64;all &#33;&#91;x&#93;&#40;y&#41;'
    """
    return _MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", visible(text))


def workflow_value(text: str) -> str:
    """Escape the text of a GitHub workflow command.

    >>> workflow_value("50% of a:b")
    '50%25 of a:b'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """Escape a property of a GitHub workflow command.

    >>> workflow_property("a:b,c")
    'a%3Ab%2Cc'
    """
    return workflow_value(text).replace(":", "%3A").replace(",", "%2C")
