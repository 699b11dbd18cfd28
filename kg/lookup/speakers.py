"""Moved to ``kg.session.delegation``; for those who still import it from here."""

from kg.session.delegation import Speaking as Speaking
from kg.session.delegation import days_of as days_of
from kg.session.delegation import read_speaking as read_speaking
