"""What can go wrong, in words for the person who asked.

KgError
├── InputError      a name, date, option or query that cannot be used
├── DataError       a file that cannot be read, parsed or written
└── NotFoundError   nothing of that name
    └── AmbiguousNameError  more than one thing of that name

UnknownNameWarning      nothing has a name that a query holds
"""


class KgError(Exception):
    """The base of all errors of this package; its message says what, where, and the cure."""


class InputError(KgError):
    """A name, date, option or query cannot be used as it was given."""


class DataError(KgError):
    """A file or a folder cannot be read, parsed or written."""


class NotFoundError(KgError):
    """Nothing has the given name."""


class AmbiguousNameError(NotFoundError):
    """Several entities have the given name."""


class UnknownNameWarning(UserWarning):
    """Nothing has a name that a query holds: it may find nothing for that reason alone."""
