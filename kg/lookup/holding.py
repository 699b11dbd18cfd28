"""Moved to ``kg.session.validity``; for those who still import it from here."""

from kg.session.validity import EventTies as EventTies
from kg.session.validity import Held as Held
from kg.session.validity import event_ties as event_ties
from kg.session.validity import holding as holding
