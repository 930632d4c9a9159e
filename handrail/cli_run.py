"""`handrail run` and `handrail check`."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import typer

from handrail.check import Finding, findings, notes
from handrail.cli_home import AsJson, Config
from handrail.cli_print import say, say_aside, say_json
from handrail.logs import set_up_logs
from handrail.setting_problems import WrongSettings
from handrail.settings import Settings
from handrail.settings_file import config_file, load_settings
from handrail.troubles import EXPECTED, NotDone, explain

MARKS = {"ok": "ok      ", "note": "note    ", "problem": "PROBLEM "}


def run(config: Config = None) -> None:
    """Run your home, or the practice home if none is set up."""
    file = config_file(config)
    settings = load_settings(file)
    set_up_logs(settings.logs.level, settings.logs.format, secrets=settings.secrets())
    say_aside(*notes(settings, file))
    with suppress(KeyboardInterrupt):
        _run(settings)
    say_aside("Stopped. Everything that was reported is saved.")


def check(config: Config = None, json: AsJson = False) -> None:
    """Say whether settings, tokens and database are in order."""
    found = _found(config)
    well = all(each.level != "problem" for each in found)
    if json:
        checks = [{"what": f.what, "level": f.level, "say": f.say} for f in found]
        say_json({"ok": well, "checks": checks})
    else:
        say(*(f"{MARKS[each.level]} {each.what}: {each.say}" for each in found))
    if not well:
        raise typer.Exit(1)


def _found(config: Path | None) -> list[Finding]:
    file = config_file(config)
    try:
        settings = load_settings(file)
    except WrongSettings as wrong:
        where = f"{wrong.source}: " if file else ""
        return [Finding("settings", "problem", f"{where}{each}") for each in wrong.problems]
    return list(findings(settings, file))


def _run(settings: Settings) -> None:
    """Until it is stopped; what ended it is said plainly where that can be expected."""
    # Only this command needs the channels, and the others should answer at once.
    from bot.channel import CannotServe
    from handrail.compose import run_handrail

    try:
        asyncio.run(run_handrail(settings))
    except Exception as error:
        reasons = list(_reasons(error))
        if not all(isinstance(reason, (CannotServe, *EXPECTED)) for reason in reasons):
            raise
        said = [str(r) if isinstance(r, CannotServe) else explain(r) for r in reasons]
        raise NotDone("\n".join(dict.fromkeys(said))) from error


def _reasons(error: BaseException) -> Iterator[BaseException]:
    """The errors themselves, out of the groups they came in."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _reasons(inner)
    else:
        yield error
