"""How commands answer: plain lines for a person, JSON for a program, a QR code for a phone."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import segno
import typer


def say(*lines: str) -> None:
    for line in lines:
        typer.echo(line)


def say_aside(*lines: str) -> None:
    """For the person at the terminal, apart from what a program may be reading."""
    for line in lines:
        typer.echo(line, err=True)


def counted(number: int, thing: str) -> str:
    """One record, two records."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def say_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows of text in columns; the first row is the heading."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


def show_qr(text: str) -> None:
    """A code to point a phone at, where somebody is looking."""
    if sys.stdout.isatty():
        segno.make(text, error="m").terminal(compact=True)
