"""The real program with its practice home, as `handrail run` starts it, on a free port."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

SETTINGS = '[practice]\nlisten = "127.0.0.1:0"\n'
ADDRESS = re.compile(rb"is open: (http://\S+)")


@asynccontextmanager
async def practising(folder: Path) -> AsyncIterator[str]:
    """The address of a practice home of its own, which keeps everything in `folder`."""
    (folder / "config.toml").write_text(SETTINGS)
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "handrail", "run"),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield await _address(program)
    finally:
        if program.returncode is None:
            program.terminate()
        await program.communicate()


async def _address(program: asyncio.subprocess.Process) -> str:
    assert program.stdout is not None
    async with asyncio.timeout(30):
        async for line in program.stdout:
            if found := ADDRESS.search(line):
                return found[1].decode()
    raise AssertionError("The program ended before its page was open.")
