"""The tests pass on machines of every kind, each with a fresh checkout of the project as it is, saved or not.

The cheap case is tried always, most in make check, and those that install something in make any-machine alone.
"""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.examples.environment import ISOLATED

PYTEST = (".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
FILES = ("tests/test_shell_forms.py", "snippets/authentication/first-request", "tests/asrun")
SOME = ("-n0", *FILES, "-k", "dotenv or test_chrome or example.toml")
ONE = ("-n0", "snippets/authentication/first-request/example.toml::curl")
LEFT_OUT = (".git", ".venv", ".cache", ".*_cache", ".hypothesis", "__pycache__", "build", "node_modules", "site")


@dataclass(frozen=True)
class Case:
    """Shell commands that make the checkout, run the tests as "$@", look at what is left, and say if it can be tried.

    What the tests print is in ../said.
    """

    source: str = "git clone --quiet {root} project"
    wrapper: str = 'exec "$@"'
    after: str = "true"
    needs: str = "true"


NOBODY = "setpriv --reuid 65534 --regid 65534 --clear-groups"
SYSTEM = "/usr/bin/python3"
OWN = " && ".join(f"{SYSTEM} scripts/set_up.py .venv/{name} requirements/{name}.txt" for name in ("site", "test"))
"""Makes an environment that nobody can read too: the first Python on PATH may be in the home of root."""
EXPORT = "mkdir project; git -C {root} archive HEAD | tar --extract --directory project"
TABLE, HOOK = "snippets/endpoints/list-models/example.toml", "../main/.git/hooks/pre-commit"
CHEAP = "umask 077, an odd path, an export in a repository that ignores it"
CASES = {
    CHEAP: Case(f"git init --quiet; echo '*' >.gitignore; {EXPORT}", 'umask 077; exec "$@"'),
    "linked worktree, commit through the hook": Case(
        "git clone --quiet {root} main; git -C main worktree add --quiet ../project",
        f'"$@" && echo "# touched" >>{TABLE} && printf "#!/bin/sh\n.venv/bin/python -m asrun watch {TABLE}" >{HOOK} && '
        f"chmod +x {HOOK} && git -c user.name=A -c user.email=a@example.com commit --quiet --all --message=A",
        'test "$(git -C ../main config core.bare)" = false && test -z "$(git -C ../main status --short)"',
    ),
    "CRLF, git's variables, a dead proxy": Case(
        "git clone --quiet --config core.autocrlf=true {root} project; git init --quiet theirs",
        "cd ../theirs; export GIT_DIR=$PWD/.git GIT_INDEX_FILE=$PWD/.git/index; cd ../project; "
        'export HTTPS_PROXY=http://127.0.0.1:9 all_proxy=http://127.0.0.1:9; exec "$@"',
        "test ! -e ../theirs/.git/index && grep -q 'bare = false' ../theirs/.git/config",
    ),
    "a user's settings, offline": Case(
        wrapper="export FORCE_COLOR=1 CLICOLOR_FORCE=1 LC_ALL=C PYTEST_ADDOPTS=-v NO_PROXY='*' no_proxy='*'; "
        'exec unshare --net sh -c \'ip link set lo up; exec "$@"\' sh "$@"',
        needs="unshare --net true",
    ),
    "no namespaces": Case(
        wrapper='exec unshare -r sh -c \'echo 0 >/proc/sys/user/max_net_namespaces; exec "$@"\' sh "$@"',
        after="grep -q '^No wall: ' ../said",
        needs="unshare -r true",
    ),
    "two at once in random order": Case(wrapper='"$@" -p randomly & one=$!; "$@" -p randomly && wait $one'),
    "no Chromium": Case(
        # Set-up writes down which browser it found.
        wrapper='real=$(readlink .venv) && rm .venv && mkdir .venv && ln -s "$real"/* .venv && rm .venv/chromium && '
        "touch .venv/chromium && mkdir ../bin && (IFS=:; for folder in $PATH; do ln -s $folder/* ../bin; done); "
        'rm ../bin/*[Cc]hrom*; export PLAYWRIGHT_BROWSERS_PATH=/nowhere PATH=$(cd ../bin && pwd); exec "$@"',
        after="grep -q '^Not tried: [0-9]* tests in a browser' ../said",
    ),
    "not root": Case(
        wrapper=f'{OWN} && chown -R 65534:65534 .. && exec {NOBODY} "$@"',
        needs=f'test "$INSTALLING" && {NOBODY} {SYSTEM} -c "import ensurepip, tomllib"',
    ),
    "make -j4": Case(wrapper='rm .venv node_modules && make -j4 lint setup && exec "$@"', needs='test "$INSTALLING"'),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("any-machine") / "root"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*LEFT_OUT))
    commit = "git init && git add --all && git -c user.name=A -c user.email=a@example.com commit --message=A"
    subprocess.run(["sh", "-c", commit], cwd=root, check=True, capture_output=True)
    return root


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where others may read, too. The tests of a case take their environment for a user's."""
    monkeypatch.delenv(ISOLATED, raising=False)
    with tempfile.TemporaryDirectory(prefix="any-machine-", ignore_cleanup_errors=True) as top:
        Path(top).chmod(0o755)
        yield Path(top)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == CHEAP else [pytest.mark.check]) for name in CASES]
)
def test_tests_pass_on_any_machine(name: str, root: Path, folder: Path) -> None:
    case = CASES[name]
    if subprocess.run(["sh", "-c", case.needs], check=False, capture_output=True).returncode:
        pytest.skip(f"not tried, as this machine fails `{case.needs}`")
    folder /= "o'ne zwö drei"
    (folder / "tmp").mkdir(parents=True)
    subprocess.run(["sh", "-ec", case.source.format(root=shlex.quote(str(root)))], cwd=folder, check=True)
    project = folder / "project"
    for link in (".venv", "node_modules"):
        (project / link).symlink_to((ROOT / link).resolve())
    environment = {"HOME": str(folder.parent), **os.environ, "TMPDIR": str(folder / "tmp")}
    tests = ONE if name == CHEAP else SOME
    command = ["sh", "-c", case.wrapper, "sh", *PYTEST, *tests]
    with (folder / "said").open("w") as said:
        ended = subprocess.run(command, cwd=project, env=environment, stdout=said, stderr=said, check=False)
    printed = (folder / "said").read_text(errors="replace")
    first = re.search(r"^(?:\x1b\[\d+m)*(?:FAILED|ERROR).*", printed, re.MULTILINE)
    assert ended.returncode == 0, first[0] if first else printed.strip()[-300:]
    after = subprocess.run(["sh", "-c", case.after], cwd=project, env=environment, check=False)
    assert after.returncode == 0, f"expected after it: {case.after}"
