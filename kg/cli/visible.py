"""Text that cannot steer the terminal on which it is shown."""

from typing import Any, Final, TextIO

from kg.cli.progress import erase

# What would steer a terminal rather than stand on it: control characters, but for tab and line feed, and those that
# turn the direction of text. The first 32 and DEL have pictures of their own.
_STEERING: Final = (
    {sign: 0x2400 + sign for sign in range(32) if chr(sign) not in "\t\n"}
    | {0x7F: 0x2421}
    | dict.fromkeys([*range(0x80, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)
)


def visible(text: str) -> str:
    """Return a text with a picture, of one character, in place of each character that would steer a terminal."""
    return text.translate(_STEERING)


class VisibleErrors:
    """Standard error on which what comes from data or from the command line cannot steer the terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text in the place of what showed progress."""
        erase()
        return self._stream.write(visible(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
