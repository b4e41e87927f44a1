"""`make bench`: one table of what we promise and of what others do. It takes minutes, on an idle machine.

`python -m benchmarks verification rivals` measures these parts alone.
"""

import sys

from benchmarks import rivals, run_in_page, verification

PARTS = {part.__name__.partition(".")[2]: part for part in (verification, rivals, run_in_page)}


def main(names: list[str]) -> None:
    print("| what | figure | promised | how |\n| --- | --- | --- | --- |")
    broken = []
    for name in names or PARTS:
        for figure in PARTS[name].figures():
            print(figure, flush=True)
            broken += [] if figure.is_kept else [figure.name]
    if broken:
        sys.exit(f"Not kept: {'; '.join(broken)}")


if __name__ == "__main__":
    main(sys.argv[1:])
