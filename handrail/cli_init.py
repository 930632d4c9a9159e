"""`handrail init`: a few questions, then a settings file and the first registered manager."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from flows import staff
from flows.roles import Role
from handrail import setting_types as kinds
from handrail.cli_home import AsJson, Config, Home, opened_with
from handrail.cli_print import say, say_aside, say_json
from handrail.joining_link import BOT_NAME, Invitation, expiry, invitation, say_invitation
from handrail.new_file import new_file
from handrail.setting_sections import RESIDENTS
from handrail.settings import Settings
from handrail.settings_file import DEFAULT_FILE, Values, settings_from, written
from handrail.telegram_name import TelegramSilent, TokenRefused, ask_bot_name
from handrail.troubles import NotDone
from storage.facts import write_fact

TOKEN_VARIABLE = "HANDRAIL_TELEGRAM__TOKEN"  # noqa: S105 - the name of a variable, not a token

HomeName = Annotated[str | None, typer.Option("--name", metavar="NAME", help="The home's name.")]
TimeZone = Annotated[
    str | None, typer.Option("--timezone", metavar="ZONE", help="Such as Europe/London.")
]
Units = Annotated[str | None, typer.Option("--units", metavar="UNITS", help='Such as "Rose, Ivy".')]
Manager = Annotated[
    str | None, typer.Option("--manager", metavar="NAME", help="The first registered manager.")
]


def init(
    config: Config = None,
    name: HomeName = None,
    timezone: TimeZone = None,
    units: Units = None,
    manager: Manager = None,
    json: AsJson = False,
) -> None:
    """Set up a home and its first registered manager."""
    path = config or DEFAULT_FILE
    _refuse_second(path)
    ask = _Asker(aside=json)
    service = {
        "name": ask.words("The home's name", name, kinds.Name),
        "timezone": ask.words("Time zone", timezone, kinds.Zone, "Europe/London"),
        "units": ask.words("Units, with commas between", units, kinds.Names),
        "residents": RESIDENTS,
    }
    values, settings, username = _introduced(ask, service, path)
    first = ask.words("Your name, as the registered manager", manager, kinds.Name)
    with opened_with(settings) as home:
        invited, until = _begin(home, path, written(values), first, username)
    if json:
        say_json({"file": str(path), **invited.as_json()})
    else:
        _tell(path, invited, until, settings)


def _refuse_second(path: Path) -> None:
    if path.exists():
        raise NotDone(
            f"{path} is there already, and was left as it is: a home is set up here. "
            "`handrail check` looks it over. Another home needs another folder."
        )


def _begin(
    home: Home, path: Path, text: str, manager: str, username: str | None
) -> tuple[Invitation, str]:
    """The file and the manager, both or neither."""
    with new_file(path) as unfinished, home.moment() as moment:
        unfinished.write_text(text, encoding="utf-8")
        person = staff.add_person(moment, manager, [Role.REGISTERED_MANAGER])
        invited = invitation(person.name, staff.new_code(moment, person), username)
        if username:
            write_fact(moment.db, BOT_NAME, username)
    return invited, expiry(moment)


def _introduced(
    ask: "_Asker", service: Mapping[str, Any], path: Path
) -> tuple[Values, Settings, str | None]:
    """What to write, and the bot's name; a token that Telegram refuses is asked for again."""
    while True:
        values = {"service": service, "telegram": {"token": ask.token()}}
        settings = settings_from(values, path)
        try:
            return values, settings, _username(settings)
        except TokenRefused as why:
            if os.environ.get(TOKEN_VARIABLE):
                raise
            say_aside(str(why))


def _username(settings: Settings) -> str | None:
    """The bot's name; None without a token or an answer. Raises TokenRefused."""
    if not settings.telegram_runs:
        return None
    try:
        return ask_bot_name(settings.telegram)
    except TelegramSilent as why:
        say_aside(f"{why} Your settings are kept; `handrail check` asks again.")
        return None


def _tell(path: Path, invited: Invitation, until: str, settings: Settings) -> None:
    say("", f"Written: {path}. Only you can read it.", "")
    say_invitation(invited, until)
    say(
        "",
        f"Residents are {RESIDENTS[0]} to {RESIDENTS[-1]} for now. "
        "Put your own codes there, never names.",
    )
    if not settings.live_runs:
        say(f"There is no bot yet. When you have its token, write it into {path}.")
    if not invited.link:
        say(f'Then `handrail staff code "{invited.name}"` shows a link to tap.')
    starts = "starts it" if settings.live_runs else "opens the practice home until then"
    say(
        f"Next: `handrail run` {starts}, and `handrail staff add NAME --role senior` adds others.",
    )


class _Asker:
    """Asks at the terminal for what was not given, until the answer can be used."""

    def __init__(self, *, aside: bool) -> None:
        self._aside = aside

    def words(self, question: str, given: str | None, kind: Any, default: str | None = None) -> Any:
        check = _checked(kind)
        if given is not None:
            return check(given)
        return typer.prompt(question, default=default, value_proc=check, err=self._aside)

    def token(self) -> str:
        """The bot token, not shown while it is typed; from the environment it stays there."""
        if os.environ.get(TOKEN_VARIABLE):
            say_aside(f"The bot token comes from {TOKEN_VARIABLE}, so it is not written down.")
            return ""
        check = _checked(kinds.TelegramToken)
        while True:
            answer = typer.prompt(
                "Bot token from @BotFather (leave empty to practise first)",
                default="",
                show_default=False,
                hide_input=sys.stdin.isatty(),
                err=self._aside,
            )
            # Checked here: a prompt that hides the answer would hide the advice as well.
            try:
                return str(check(answer).get_secret_value())
            except typer.BadParameter as why:
                say_aside(f"Error: {why.message}")


def _checked(kind: Any) -> Callable[[str], Any]:
    """A check that asks again with what to write; the refused answer is not repeated."""
    adapter = TypeAdapter(kind)

    def check(text: str) -> Any:
        try:
            return adapter.validate_python(text.strip())
        except ValidationError as wrong:
            context = wrong.errors(include_input=False)[0].get("ctx", {})
            raise typer.BadParameter(str(context.get("error", "That cannot be used."))) from None

    return check
