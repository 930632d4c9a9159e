"""`python -m tests.kill.launcher CONFIG`: start `handrail run` again and again, and quickly.

Everything is imported once; each line read forks a child that is Handrail, just as the command
would run it. The first line is answered with the child's process id, the next when it has ended,
with how, and so on in turn.
"""

import os
import sys

import handrail.compose  # noqa: F401 - so that a child need not
from handrail.cli import main


def start(config: str, log: str) -> int:
    """Fork a Handrail; returns its process id."""
    child = os.fork()
    if child:
        return child
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(file, stream)
    sys.argv = ["handrail", "run", "--config", config]
    try:
        main()
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    os._exit(0)


if __name__ == "__main__":
    for _ in sys.stdin:
        process = start(sys.argv[1], sys.argv[2])
        print(process, flush=True)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
