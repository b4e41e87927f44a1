"""`make bench`: one table of what we promise and of what others do, and build/bench.json.

It takes minutes, on an idle machine. `python -m benchmarks site rivals` measures these parts alone.
"""

import sys

from benchmarks import authoring, growth, rivals, run_in_page, site, verification
from benchmarks.measure import Figure, write

PARTS = {
    "verification": verification.figures,
    "rivals": rivals.figures,
    "site": site.figures,
    "run_in_page": run_in_page.figures,
    "authoring": authoring.figures,
    "growth": growth.figures,
}


def main(names: list[str]) -> None:
    figures: list[Figure] = []
    print("| what | figure | promised | kept | how |\n| --- | --- | --- | --- | --- |")
    for name in names or PARTS:
        for figure in PARTS[name]():
            print(figure, flush=True)
            figures.append(figure)
        write(figures)  # a part that breaks takes none of those before it along
    if broken := [figure.name for figure in figures if not figure.is_kept]:
        sys.exit(f"Not kept: {'; '.join(broken)}")


if __name__ == "__main__":
    main(sys.argv[1:])
