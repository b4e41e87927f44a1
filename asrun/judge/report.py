"""What `asrun judge` says: lines for people, objects in JSON for tools, JUnit's XML for CI."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

from asrun.judge.mistakes import Mistake
from asrun.judge.places import Place, Places
from asrun.judge.promises import Verdict


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
