"""`python -m asrun judge -- COMMAND …`: runs it against the mock, and says what the pages say of its mistakes.

It says so in lines for people, objects in JSON for tools, or JUnit's XML for CI.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from xml.etree import ElementTree

from asrun import ROOT
from asrun.api import Api
from asrun.contract import Contract
from asrun.default.api import default_api
from asrun.judge.checks import WITH, Trial, Verdict, judged
from asrun.judge.mistakes import Mistake, Mistakes
from asrun.judge.places import Place, Places
from asrun.judge.program import LIMIT
from asrun.judge.trials import Judge, path
from asrun.mock import Parser
from asrun.project import load_api
from asrun.published import made_up_key, published, variable_of_key
from asrun.transport.server import MockServer
from asrun.transport.signals import end_at_first_signal

PROGRAM = "python -m asrun judge"


def main(arguments: Sequence[str]) -> int:
    """Runs the program; 0 where nothing is wrong, 1 where something is, 2 where it can't be run. Raises FileError."""
    parser = _parser()
    options = parser.parse_args(arguments)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser.error("name the program: -- python main.py")
    if not shutil.which(options.folder / command[0] if "/" in command[0] else command[0], path=path()):
        parser.error(f"there is no program {command[0]}")
    api = _api(options.contract) if options.contract else load_api(ROOT)
    if options.key and options.key not in api.keys:
        parser.error(f"there is no key {options.key}: choose one of {', '.join(api.keys) or 'none'}")
    places = Places(ROOT)
    site = options.site.rstrip("/") + "/" if options.site else places.site
    streams = (sys.stderr if options.json else sys.stdout).buffer, sys.stderr.buffer
    end_at_first_signal()
    trials, mistakes = list[Trial](), list[Mistake]()
    with MockServer(api) as server:
        judge = Judge(server, Mistakes(api, places), command, options.folder, streams, options.limit, options.key)
        for trial, found in judge.trials(options.faults):
            trials.append(trial)
            mistakes += found
            if not options.json:
                sys.stderr.write("\n" if trial.ended.output[-1:] not in (b"", b"\n") else "")
                lines = [trial.summary, *(each.line(site) for each in found)]
                sys.stderr.writelines(f"judge: {line}\n" for line in lines)
                sys.stderr.flush()
    verdicts = list(judged(trials, mistakes, places))
    if options.json:
        sys.stdout.writelines(f"{line}\n" for line in objects(mistakes, verdicts, places, site))
    elif options.faults:
        sys.stderr.writelines(f"{line}\n" for line in table(verdicts, places, site))
    if options.junit:
        junit(options.junit, mistakes, verdicts, site)
    return int(bool(mistakes))


def _api(file: Path) -> Api:
    """The API of a contract alone, which takes any key: programs get one in the variable that the contract's have."""
    contract = Contract.load(file)
    variable = variable_of_key(text for *_, programs in published(contract) for text in programs.values())
    environment = {variable or "API_KEY": made_up_key(contract)} if contract.security_schemes else {}
    return replace(default_api(contract, {}), environment=environment)


def _parser() -> Parser:
    parser = Parser(PROGRAM, description="Run a program against the mock, and name its mistakes.")
    parser.add_argument("--key", default="", metavar="NAME", help="the name of the key to give it")
    every = ",".join(WITH)
    parser.add_argument("--with", dest="faults", type=_faults, default=(), metavar="LIST", help=f"try it with {every}")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds that it may wait (default: %(default)g)")
    parser.add_argument("--folder", type=Path, default=Path.cwd(), help="where the program is run (default: here)")
    parser.add_argument("--contract", type=Path, metavar="FILE", help="an OpenAPI contract, instead of the project's")
    parser.add_argument("--site", default="", metavar="URL", help="where the pages are, if not where they're published")
    parser.add_argument("--json", action="store_true", help="print an object for each mistake and each promise")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the findings for CI")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="-- and the program, with its arguments")
    return parser


def _faults(text: str) -> list[str]:
    if unknown := [each for each in text.split(",") if each not in WITH]:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]}: choose some of {','.join(WITH)}")
    return text.split(",")


def objects(mistakes: Sequence[Mistake], verdicts: Sequence[Verdict], places: Places, site: str) -> Iterator[str]:
    """A line for each mistake, and then for each promise."""
    for each in mistakes:
        its = {**asdict(each), "place": _place(each.place, site), "right": _place(each.right or each.place, site)}
        yield json.dumps(its, ensure_ascii=False)
    for verdict in verdicts:
        line = verdict.broken.line(site) if verdict.broken else ""
        its = {"promise": verdict.text, "verdict": verdict.verdict, "detail": line, "tried": verdict.tried}
        yield json.dumps({**its, "place": _place(places.of_promise(verdict.text), site)}, ensure_ascii=False)


def _place(place: Place | None, site: str) -> dict[str, str] | None:
    return {**asdict(place), "url": place.url(site)} if place else None


def table(verdicts: Sequence[Verdict], places: Places, site: str) -> Iterator[str]:
    """The promises and, below each that is broken, how, and where the pages make it."""
    for each in verdicts:
        yield f"{each.verdict:9}  {each.text}"
        if each.broken:
            place = places.of_promise(each.text)
            yield f"           {each.broken.detail}{f': {place.url(site)}' if place else ''}"


def junit(file: Path, mistakes: Sequence[Mistake], verdicts: Sequence[Verdict], site: str) -> None:
    """Writes a test for each promise, which fails if a mistake breaks it, and one for each mistake that breaks none."""
    suite = ElementTree.Element("testsuite", name="asrun judge")
    others = [each for each in mistakes if each not in [verdict.broken for verdict in verdicts]]
    for verdict in verdicts:
        case = ElementTree.SubElement(suite, "testcase", classname="promises", name=verdict.text)
        if verdict.broken:
            name = "failure" if verdict.broken in mistakes else "skipped"
            ElementTree.SubElement(case, name, message=verdict.broken.line(site))
        elif verdict.verdict == "not tried":
            ElementTree.SubElement(case, "skipped")
    for mistake in others:
        case = ElementTree.SubElement(suite, "testcase", classname="requests", name=f"{mistake.request} {mistake.name}")
        ElementTree.SubElement(case, "failure", message=mistake.line(site))
    kinds = {"tests": "testcase", "failures": "failure", "skipped": "skipped"}
    suite.attrib.update({name: str(len(list(suite.iter(tag)))) for name, tag in kinds.items()})
    ElementTree.ElementTree(suite).write(file, encoding="utf-8", xml_declaration=True)
