"""Forms: commands for a shell that write files, pasted thrice at every home. `[forms."page/file.sh"]` is one."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product

from asrun import ROOT
from asrun.examples.homes import Home, homes
from asrun.examples.process import Workplace, workplace
from asrun.examples.terminal import paste, shells
from asrun.finding import Finding, quote
from asrun.pages.markdown import places
from asrun.settings import SNIPPETS, glimpse_settings
from asrun.text import read_text

Wrong = Iterator[tuple[str, str, str]]
"""What was expected, what was there instead, and how to fix it."""

States = Mapping[str, tuple[int, str, bool]]
"""The mode and the text of each file that readers have, and whether it's a link, by its name as they write it."""


@dataclass(frozen=True, eq=False)
class Form:
    """Commands for some `shells`, which a reader pastes three times.

    The variables of `environment` have other values the first time, and the third paste changes nothing. What is
    `private` holds them, for its owner alone; what is in `once` changes the first time alone. Afterwards, in a new
    shell in which the form `then` is pasted, programs have these variables, and the command `holds` succeeds. That
    proves what it `says`.
    """

    name: str
    shells: Sequence[str]
    environment: Mapping[str, str]
    private: Sequence[str] = ()
    once: Sequence[str] = ()
    then: str = ""
    holds: str = "true"
    says: Sequence[str] = ()


def forms() -> list[Form]:
    """The project's forms."""
    return [Form(name, **its) for name, its in glimpse_settings(ROOT).get("forms", {}).items()]


def judge(form: Form) -> list[Finding]:
    """At most one finding for each of the form's shells and each home that matters to it."""
    with ThreadPoolExecutor() as pool:
        return [found for found in pool.map(lambda way: _at(form, *way), product(shells(), homes())) if found]


def _at(form: Form, shell: str, home: Home) -> Finding | None:
    matters = shell in form.shells and shell in home.matters_to
    if not matters or not (wrong := next(_wrong(form, shell, home), None)):
        return None
    where = next((place for (path, _), place in places(ROOT).items() if path == form.name), "")
    tab, words = f"{shell} (home: {home.name})", dict(zip(("expected", "actual", "fix"), wrong, strict=True))
    return Finding(where=where, tab=tab, file=f"{SNIPPETS}/{form.name}", **words)


def _wrong(form: Form, shell: str, home: Home) -> Wrong:
    with workplace("form.sh", b"", within=home.folder) as made:
        place = home.settled(made, {})
        states = [_states(place)]
        for variables in (dict.fromkeys(form.environment, "older"), form.environment, form.environment):
            yield from _paste(_text(form.name), shell, home, place, variables)
            states.append(_states(place))
        yield from _harm(form, *states)
        look = "".join(f'printenv {name} > "$TMPDIR/{name}"\n' for name in form.environment)
        yield from _paste(f"{_text(form.then)}{look}{form.holds}\n", shell, home, place, {})
        for name, value in form.environment.items():
            if (seen := (place.folder / "tmp" / name).read_text().removesuffix("\n")) != value:
                yield f"{name} to be {quote(value)} in a new shell", quote(seen), "let what the shell reads set it"


def _text(name: str) -> str:
    return read_text(ROOT / SNIPPETS / name) if name else ""


def _paste(text: str, shell: str, home: Home, place: Workplace, variables: Mapping[str, str]) -> Wrong:
    exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())
    place.program.write_text(f'{exports}{text}echo "<status $?>"\n')
    ended = paste(home.starts(shell), home.variables({}), place)
    if ended.trouble:
        yield ended.trouble
    elif "<status 0>" not in (shown := " ".join(ended.output.split())):
        yield "exit status 0", f"another; the screen shows {quote(shown)}", "let it work here too"


def _states(place: Workplace) -> States:
    paths = [path for path in place.folder.glob("[hw]*/**/*") if path != place.program and path.is_file()]
    targets = {path.resolve() for path in paths if path.is_symlink()}  # seen through their links
    return {
        re.sub("^home/", "~/", str(path.relative_to(place.folder)).removeprefix("work/")): (
            path.stat().st_mode & 0o7777,
            path.read_bytes().decode(),
            path.is_symlink(),
        )
        for path in paths
        if path.is_symlink() or path.resolve() not in targets
    }


def _harm(form: Form, at_first: States, once: States, twice: States, again: States) -> Wrong:
    for name, (mode, text, is_link) in at_first.items():
        its_mode, its_text, it_stays = again.get(name, (0, "", False))
        if its_text != text and not its_text.startswith(text if text.endswith("\n") else f"{text}\n"):
            yield f"{name} to keep its lines, {quote(text)}", quote(its_text), "append to it, after a line break"
        if its_mode != mode and name not in form.private:
            yield f"the mode {mode:o} of {name}, as it was", f"{its_mode:o}", "leave its mode"
        if is_link and not it_stays:
            yield f"{name} to stay a link", "a file in its place", "write to it instead of replacing it"
    for name in sorted(again.keys() - at_first.keys() - {*form.private, *form.once}):
        yield "no file but those in private and once", name, "remove it, or say so in asrun.toml"
    for name in form.private:
        if (mode := again.get(name, (0, "", False))[0]) != 0o600:
            yield f"{name} with the mode 600", f"{mode:o}", "set it before the secret is in it"
    for name, before in [*((name, once.get(name)) for name in form.once), *twice.items()]:
        if again.get(name) != before:
            yield f"{name} as it was before it was pasted again", "changed", "look if it is there before you append it"
