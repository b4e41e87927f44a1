"""Runs tests on machines of every kind, each with a fresh checkout: `make any-machine`, or with WHOLE=1 all tests.

A line for each case: its name, "ok", the first failure or why it is not tried, and the seconds. The exit status is
1 where a case failed, 2 where none did but some are not tried.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTEST = (".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
ALL = ("-n", "auto", "--dist", "loadgroup", "--no-loadscope-reorder")
FILES = ("tests/test_shell_forms.py", "tests/asrun", "tests/test_examples.py", "tests/mutants/test_report.py")
SOME = ("-n0", *FILES, "-k", "dotenv or test_report or test_browser or first-request")
DEAD = "http://127.0.0.1:9"
LIMIT = 3600.0
"""Seconds that a case may take."""


@dataclass(frozen=True)
class Case:
    """How the checkout is made, below a folder named `path`, and what runs the tests there."""

    source: str = "git clone --quiet {root} project"
    path: str = "plain"
    environment: Mapping[str, str] = field(default_factory=dict)
    wrapper: str = 'exec "$@"'
    after: str = "true"
    needs: str = "true"


NOBODY = "setpriv --reuid 65534 --regid 65534 --clear-groups"
SYSTEM = "/usr/bin/python3"
OWN = " && ".join(f"{SYSTEM} scripts/set_up.py .venv/{name} requirements/{name}.txt" for name in ("site", "test"))
"""Makes an environment that nobody can read too: the first Python on PATH may be in the home of root."""
EXPORT = "mkdir project; git -C {root} archive HEAD | tar --extract --directory project"
CASES = {
    "ordinary": Case(),
    "umask 077": Case(wrapper='umask 077; exec "$@"'),
    "space, quote and umlaut in the path": Case(path="o'ne zwö drei"),
    "linked worktree, commit through the hook": Case(
        "git clone --quiet {root} main; git -C main worktree add --quiet ../project",
        wrapper='"$@" && .venv/bin/python -m pre_commit install && echo "# touched" >>snippets/endpoints/list-models/'
        "example.toml && git -c user.name=A -c user.email=a@example.com commit --quiet --all --message=A",
        after='test "$(git -C ../main config core.bare)" = false && test -z "$(git -C ../main status --short)"',
    ),
    "export without git": Case(EXPORT),
    "export in a repository that ignores it": Case(f"git init --quiet; echo '*' >.gitignore; {EXPORT}"),
    "CRLF": Case("git clone --quiet --config core.autocrlf=true {root} project"),
    "LC_ALL=C": Case(environment={"LC_ALL": "C"}),
    "FORCE_COLOR": Case(environment={"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "PY_COLORS": "1"}),
    "PYTEST_ADDOPTS": Case(environment={"PYTEST_ADDOPTS": "-v"}),
    "git's variables": Case(
        "git clone --quiet {root} project; git init --quiet theirs",
        environment={
            "GIT_DIR": "{folder}/theirs/.git",
            "GIT_INDEX_FILE": "{folder}/theirs/.git/index",
        },
        after="test ! -e ../theirs/.git/index && grep -q 'bare = false' ../theirs/.git/config",
    ),
    "dead proxy": Case(environment={"HTTPS_PROXY": DEAD, "all_proxy": DEAD}),
    "NO_PROXY=*": Case(environment={"NO_PROXY": "*", "no_proxy": "*"}),
    "offline": Case(
        wrapper='exec unshare --net sh -c \'ip link set lo up; exec "$@"\' sh "$@"', needs="unshare --net true"
    ),
    "two at once": Case(wrapper='"$@" & one=$!; "$@" && wait $one'),
    "random order": Case(wrapper='exec "$@" -p randomly'),
    "no Chromium": Case(environment={"PATH": "{folder}/bin", "PLAYWRIGHT_BROWSERS_PATH": "/nowhere"}),
}
INSTALLING = {
    "not root": Case(
        wrapper=f'{OWN} && chown -R 65534:65534 .. && exec {NOBODY} "$@"',
        needs=f"{NOBODY} {SYSTEM} -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))'",
    ),
    "make -j4": Case(wrapper='rm .venv node_modules && make -j4 lint setup && exec "$@"'),
}
"""Cases that make an environment of their own, which takes a network or what uv keeps."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make any-machine")
    parser.add_argument("--whole", action="store_true", help="run all tests, not some")
    parser.add_argument("--only", default="", help="a part of the names of the cases")
    wanted = parser.parse_args()
    results = []
    for name, case in (CASES | INSTALLING).items():
        if wanted.only in name:
            start = time.monotonic()
            results.append(result(case, ALL if wanted.whole else SOME))
            print(f"{name}: {results[-1]} ({time.monotonic() - start:.0f} s)", flush=True)
    passed, untried = results.count("ok"), sum(each.startswith("not tried") for each in results)
    print(f"{passed} passed, {len(results) - passed - untried} failed, {untried} not tried")
    return 1 if len(results) > passed + untried or not results else 2 if untried else 0


def result(case: Case, tests: Sequence[str], *, root: Path = ROOT) -> str:
    """How a case ends with the tests of the repository at `root`: "ok", its first failure, or why it is not tried."""
    if not possible(case):
        return f"not tried, as this machine fails `{case.needs}`"
    with tempfile.TemporaryDirectory(prefix="any-machine-", ignore_cleanup_errors=True) as top:
        Path(top).chmod(0o755)
        folder = Path(top, case.path)
        (folder / "tmp").mkdir(parents=True)
        _shell(case.source.format(root=shlex.quote(str(root))), folder)
        project = folder / "project"
        for name in (".venv", "node_modules"):
            (project / name).symlink_to((ROOT / name).resolve())
        _link_all_but_chromium(folder / "bin")
        environment = {name: value.format(folder=folder) for name, value in case.environment.items()}
        environment = {"HOME": top, **os.environ, "TMPDIR": str(folder / "tmp"), **environment}
        command = ["sh", "-c", case.wrapper, "sh", *PYTEST, *tests]
        try:
            ended = subprocess.run(
                command, cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT
            )
        except subprocess.TimeoutExpired:
            return f"no end in {LIMIT:g} s"
        printed = ended.stdout + ended.stderr
        if ended.returncode:
            first = re.search(r"^(?:\x1b\[\d+m)*(?:FAILED|ERROR).*", printed, re.MULTILINE)
            return first[0] if first else f"exit status {ended.returncode}: {printed.strip()[-300:]}"
        after = subprocess.run(["sh", "-c", case.after], cwd=project, env=environment, check=False)
        return "the repository is not what it was" if after.returncode else "ok"


def possible(case: Case) -> bool:
    """Whether this machine has what the case needs."""
    return not subprocess.run(["sh", "-c", case.needs], check=False, capture_output=True).returncode


def _shell(command: str, folder: Path) -> None:
    subprocess.run(["sh", "-c", f"set -e; {command}"], cwd=folder, check=True)


def _link_all_but_chromium(folder: Path) -> None:
    """Every program on PATH but the browsers, to be the whole of a PATH."""
    folder.mkdir()
    for path in (path for part in os.get_exec_path() for path in Path(part).glob("*")):
        if "chrom" not in path.name and not (folder / path.name).is_symlink():
            (folder / path.name).symlink_to(path)


if __name__ == "__main__":
    sys.exit(main())
