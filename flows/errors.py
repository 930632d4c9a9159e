"""Refusals: what cannot be done, said to the person who asked."""


class Refusal(Exception):
    """Not done, and nothing changed. str() is a plain sentence that says what to do."""
