"""Bots by other means that ask ten questions, to be measured beside Handrail."""
