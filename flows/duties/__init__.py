"""Duties to people outside the home: who is told, by when, and what says so. Data, and pure rules.

Handrail asks and keeps time. What the law demands is for the manager, and never legal advice.
"""
