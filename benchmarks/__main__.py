"""`make bench`: one table of what we promise. It takes minutes, on an idle machine."""

import sys
from itertools import chain

from benchmarks import run_in_page, site, verification

print("| what | ratio | promised | seconds |\n| --- | --- | --- | --- |")
broken = []
for figure in chain(site.figures(), verification.figures(), run_in_page.figures()):
    print(figure, flush=True)
    broken += [figure.name] if figure.ratio > figure.limit else []
if broken:
    sys.exit(f"Not kept: {'; '.join(broken)}")
