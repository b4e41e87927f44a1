"""`python -m asrun mutate [PART]`: a check must notice each mutant of a program.

The programs are all, or those whose path has PART. A project's asrun-mutants.toml names
the file of the tally, the tests of programs, and what may survive, with reasons.
"""

import signal
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from asrun import ROOT
from asrun.examples.environment import isolate
from asrun.examples.example import load_examples
from asrun.examples.languages import LANGUAGES
from asrun.examples.settings import filled
from asrun.examples.terminal import shells
from asrun.mutation.judge import Judge, Judgement
from asrun.mutation.mutants import Mutant, edits
from asrun.mutation.syntax import GRAMMARS, parse
from asrun.mutation.trials import Program, programs
from asrun.pages import tally
from asrun.project import load_api
from asrun.text import read_toml
from asrun.transport.server import MockServer

TABLE = ROOT / "asrun-mutants.toml"
FIX = f"check what it breaks, remove what does not matter, or list it in {TABLE.name}"

Listed = set[tuple[str, str, str]]
"""The mutants that may survive: pattern of the file, and the old and new text in the first line that differs."""


def main(arguments: Sequence[str]) -> int:
    """Returns an exit status: 1 where a mutant survives unlisted, or is listed without being one that survives."""
    isolate()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the pools end with it
    settings = read_toml(TABLE) if TABLE.exists() else {}
    every = all_programs(settings)
    selected = [program for program in every if all(part in program.file.as_posix() for part in arguments)]
    listed = survivors(settings)
    for language in (each for each in LANGUAGES if each not in GRAMMARS):
        print(f"{language.label}: no mutants, as there is no grammar")
    with MockServer(load_api(ROOT), walled=True) as server:
        judge = Judge(server, selected)
        lines = [f"{relative(program.file)}: not fit to be mutated: {said}" for program, said in judge.unfit(selected)]
        print("\n".join(lines), end="\n" * bool(lines), flush=True)
        judgements = []
        with closing(judge.all(selected)) as judged:
            for judgement in judged:
                judgements.append(judgement)
                if line := finding(judgement, listed):
                    lines.append(line)
                    print(line, flush=True)
    if selected == every:
        lines += stale(judgements, listed)
    text = page(judgements, selected)
    noticed = Counter(each.trial for each in judgements if each.trial).most_common()
    print(f"{text}noticed by {', '.join(f'{trial}: {count}' for trial, count in noticed)}")
    if "tally" in settings and selected == every and not lines:  # the page says that every survivor is listed
        (ROOT / settings["tally"]).write_text(text, "utf-8", newline="\n")
        tally.summarize(ROOT)
    return 1 if lines else 0


def all_programs(settings: dict[str, Any]) -> list[Program]:
    api = load_api(ROOT)
    examples, _ = load_examples(ROOT, api)
    environment = filled(TABLE, settings, "environment", api.keys)
    return list(programs(examples, shells(), settings.get("tests", {}), environment))


def survivors(settings: dict[str, Any]) -> Listed:
    groups = settings.get("survivors", {}).values()
    return {(file, old, new) for group in groups for file, old, *others in group for new in others}


def relative(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def is_listed(mutant: Mutant, listed: Listed) -> bool:
    file, was, becomes = relative(mutant.file), mutant.was, mutant.becomes
    return any(fnmatchcase(file, name) and old in was and was.replace(old, new) == becomes for name, old, new in listed)


def finding(judgement: Judgement, listed: Listed) -> str:
    """The line about a mutant that survives unlisted, or is listed and is killed; empty for others."""
    mutant = judgement.mutant
    if is_listed(mutant, listed) != bool(judgement.trial):
        return ""
    where = f"{relative(mutant.file)}:{mutant.line}: {mutant.operator}: {mutant.was!r} as {mutant.becomes!r}"
    if judgement.trial:
        return f"{where} is killed by {judgement.trial}: {judgement.said}. Fix: remove it from {TABLE.name}."
    return f"{where} survives. Fix: {FIX}."


def stale(judgements: Iterable[Judgement], listed: Listed) -> list[str]:
    """A line for what is listed and is no mutant of the judged ones."""
    found = [judgement.mutant for judgement in judgements]
    absent = [each for each in listed if not any(is_listed(mutant, {each}) for mutant in found)]
    return [
        f"{file}: no mutant has {new!r} for {old!r}. Fix: remove it from {TABLE.name}." for file, old, new in absent
    ]


def made(program: Program) -> int:
    """The edits of a program, each text once. Which of them are mutants depends on this machine's bash and Python."""
    original = program.file.read_bytes()
    found = edits(program.language, parse(program.language, original))
    return len({edit.applied(original) for edit in found} - {original})


def checked_out() -> str:
    """The commit that is checked out, "with changes" where files differ from it."""
    command = ["git", "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty=, with changes"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def page(judgements: Sequence[Judgement], selected: Iterable[Program]) -> str:
    """The tally that a page shows."""
    counts: dict[str, list[int]] = {}
    for program in selected:
        its = [each for each in judgements if each.mutant.file == program.file]
        noticed = sum(bool(each.trial) for each in its)
        before = counts.get(program.language.label, [0] * 4)
        numbers = (1, made(program), noticed, len(its) - noticed)
        counts[program.language.label] = [each + more for each, more in zip(before, numbers, strict=True)]
    return tally.mutation(checked_out(), counts)
