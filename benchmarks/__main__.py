"""`make bench`: one table of what we promise. It takes minutes, on an idle machine.

`python -m benchmarks verification` measures this part alone.
"""

import sys

from benchmarks import run_in_page, verification

PARTS = {part.__name__.partition(".")[2]: part for part in (verification, run_in_page)}


def main(names: list[str]) -> None:
    print("| what | ratio | promised | seconds |\n| --- | --- | --- | --- |")
    broken = []
    for name in names or PARTS:
        for figure in PARTS[name].figures():
            print(figure, flush=True)
            broken += [] if figure.is_kept else [figure.name]
    if broken:
        sys.exit(f"Not kept: {'; '.join(broken)}")


if __name__ == "__main__":
    main(sys.argv[1:])
