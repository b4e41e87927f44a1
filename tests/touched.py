"""What pre-commit runs on the files of a commit: what they touch is verified, as `make watch` does at each save."""

import os
import sys
from pathlib import Path

from tests.watch import arguments

if __name__ == "__main__" and (selected := arguments(map(Path, sys.argv[1:]))):
    # pytest must begin anew: it rewrites the asserts of what it imports, and some of that is imported here.
    options = ["-m", "pytest", "-q", "--no-header", "-n0", "-p", "no:cacheprovider"]
    os.execv(sys.executable, [sys.executable, *options, *selected])
