"""Answers: one module a verb, which asks the graph and says what was found in records and as a document.

Titles, cautions, what was left out and what was not found are said here, and nowhere else; faces render them.
"""
