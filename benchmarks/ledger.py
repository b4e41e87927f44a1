"""`python -m benchmarks.ledger PROJECT`: reads the ledger of a project whose site is built, and prints its findings."""

import sys
from pathlib import Path

from asrun.examples.example import load_examples
from asrun.pages.fragments import Truth
from asrun.pages.ledger import check_blocks, entries
from asrun.pages.site import Site
from asrun.pages.sources import source_findings


def main(project: Path) -> None:
    examples, findings = load_examples(project)
    named = {example.name: example for example in examples}
    truth = Truth(project / "snippets", named, lambda _: [], {}, [])
    findings += source_findings(project)
    findings += check_blocks(Site(project, project / "site"), entries(project, examples), [], truth)
    sys.exit("\n".join(map(str, findings)) or None)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
