"""`make bench`: Handrail and its peers, one after the other in one run, on this machine.

Every bot is a real process, spoken to over loopback by 200 people at once. Prints a Markdown
table; what was measured when is written in docs/benchmarks.md.
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from bench.crowd import FIRST_PERSON, Crowd, app
from bench.home import make_home, written_settings

SENIOR = FIRST_PERSON - 1


@dataclass(frozen=True)
class Figures:
    """What one bot reached: turns a second, and waits in milliseconds.

    `cpu` is what a turn took of the processor, which other work on the machine changes least.
    """

    name: str
    rate: float
    median: float
    p99: float
    cpu: float
    start: float
    memory: float


async def measure(name: str, command: list[str], *, people: int, turns: int, port: int) -> Figures:
    """Start the bot, let everybody write at once, wait for the last turn."""
    crowd = Crowd(people, turns)
    async with serving(crowd, port):
        began = time.perf_counter()
        with process(command) as bot:
            await asyncio.wait_for(crowd.polled.wait(), 30)
            start = time.perf_counter() - began
            await asyncio.sleep(1.5)
            memory = _memory(bot.pid)
            before = _cpu_seconds(bot.pid)
            crowd.start()
            await asyncio.wait_for(crowd.finished.wait(), 300)
            cpu = _cpu_seconds(bot.pid) - before
    waits = sorted(crowd.waits)
    return Figures(
        name,
        rate=len(waits) / (crowd.ended - crowd.began),
        median=statistics.median(waits) * 1000,
        p99=waits[int(len(waits) * 0.99)] * 1000,
        cpu=cpu / len(waits) * 1000,
        start=start,
        memory=memory,
    )


async def commit_to_ping(command: list[str], *, rounds: int, port: int) -> list[float]:
    """At rest: milliseconds from the tap on Send to the senior's ping, everything included."""
    waits = []
    crowd = Crowd(1, 9)
    async with serving(crowd, port):
        with process(command):
            await asyncio.wait_for(crowd.polled.wait(), 30)
            for _ in range(rounds):
                crowd.start()
                await asyncio.wait_for(crowd.finished.wait(), 30)
                await asyncio.wait_for(crowd.overheard.wait(), 30)
                tapped = crowd.ended - crowd.waits[-1]
                waits.append((crowd.others[SENIOR][0] - tapped) * 1000)
    return waits


@asynccontextmanager
async def serving(crowd: Crowd, port: int) -> Any:
    # A poll that nobody waits for any more must not hold up the next bot.
    runner = web.AppRunner(app(crowd), access_log=None, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


@contextmanager
def process(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield started
    finally:
        started.terminate()
        started.wait(20)


def _memory(pid: int) -> float:
    """Resident memory in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpu_seconds(pid: int) -> float:
    """What the process, with all its threads, has used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _commands(folder: Path, base: str, people: int) -> dict[str, list[str]]:
    python = sys.executable
    settings = written_settings(folder, f"{base}/bot")
    make_home(folder, people)
    handrail = [python, "-m", "handrail", "run", "--config", str(settings)]
    return {
        "Handrail, SQLite, every turn durable": handrail,
        "python-telegram-bot ConversationHandler, in memory": [
            python,
            "-m",
            "bench.peers.ptb",
            f"{base}/bot",
        ],
        "python-telegram-bot ConversationHandler, PicklePersistence": [
            python,
            "-m",
            "bench.peers.ptb",
            f"{base}/bot",
            str(folder / "state.pickle"),
        ],
        "aiogram state machine, in memory": [python, "-m", "bench.peers.aiogram_fsm", base],
    }


async def main() -> None:
    options = _options()
    found: list[Figures] = []
    for turn in range(options.repeat):
        with tempfile.TemporaryDirectory() as folder:
            port = _free_port()
            commands = _commands(Path(folder), f"http://127.0.0.1:{port}", options.people)
            for name, command in commands.items():
                if options.only in name:
                    found.append(
                        await measure(
                            name, command, people=options.people, turns=options.turns, port=port
                        )
                    )
                    print(f"  {turn + 1}: {name}: {found[-1].rate:.0f} turns/s", file=sys.stderr)
    print(_table(found, options))
    if options.only in "Handrail":
        with tempfile.TemporaryDirectory() as folder:
            port = _free_port()
            commands = _commands(Path(folder), f"http://127.0.0.1:{port}", 1)
            waits = sorted(
                await commit_to_ping(next(iter(commands.values())), rounds=40, port=port)
            )
        print(
            f"\nTap on Send to the senior's ping, at rest: "
            f"median {statistics.median(waits):.0f} ms, worst of 40 {waits[-1]:.0f} ms"
        )


def _table(found: list[Figures], options: argparse.Namespace) -> str:
    lines = [
        f"{options.people} people, {options.turns} turns each, medians of {options.repeat} runs",
        "",
        "| bot | turns/s | median ms | p99 ms | CPU ms a turn | start s | memory MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in dict.fromkeys(each.name for each in found):
        runs = [each for each in found if each.name == name]
        middle = [
            statistics.median(getattr(run, field) for run in runs)
            for field in ("rate", "median", "p99", "cpu", "start", "memory")
        ]
        lines.append(
            f"| {name} | {middle[0]:.0f} | {middle[1]:.0f} | {middle[2]:.0f} "
            f"| {middle[3]:.2f} | {middle[4]:.2f} | {middle[5]:.0f} |"
        )
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--turns", type=int, default=19)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", default="")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
