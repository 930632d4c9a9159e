"""Programs and people for the tests in which processes are killed."""
