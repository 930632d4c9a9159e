"""Reading a file that a person has written."""

import re
import tomllib
from pathlib import Path
from typing import Any

from handrail.setting_problems import WrongSettings


def read_toml(path: Path, how_to_make_one: str) -> dict[str, Any]:
    """What the file says; raises WrongSettings without repeating any of it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise WrongSettings([f"There is no such file. {how_to_make_one}"], str(path)) from None
    except OSError as error:
        advice = f"It cannot be read: {error.strerror}. Check the name and who may read it."
        raise WrongSettings([advice], str(path)) from None
    except UnicodeDecodeError:
        raise WrongSettings(["It is not plain text. Save it as UTF-8."], str(path)) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at (line \d+), column \d+", str(error))
        line = place[1].capitalize() if place else "The last line"
        advice = 'cannot be understood. Text stands between quotes: name = "Willow House".'
        raise WrongSettings([f"{line} {advice}"], str(path)) from None
