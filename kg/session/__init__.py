"""What has been found out for a question, each thing once; the only place that asks the store for a look-up."""

from kg.session.session import Session

__all__ = ["Session"]
