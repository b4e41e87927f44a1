"""Which operation a request is for."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote

from asrun.operation import Operation

_PARAMETER = re.compile(r"\{([^{}]+)\}")


class Routes:
    """The paths of a contract below each of its servers.

    Of those that fit a request, one with the fewest parameters counts, and of these the one with the most text.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        methods: dict[str, dict[str, Operation]] = {}
        for operation in operations:
            for path in operation.paths:
                methods.setdefault(path, {})[operation.method] = operation
        for each in methods.values():
            if "GET" in each:
                each.setdefault("HEAD", each["GET"])
        ordered = sorted(methods, key=lambda path: (path.count("{"), -len(_PARAMETER.sub("", path)), path))
        self._paths = [(_compiled(path), _PARAMETER.findall(path), methods[path]) for path in ordered]

    def find(self, raw_path: str) -> tuple[Mapping[str, Operation], Mapping[str, str]]:
        """The operations of a path by their methods, and the raw texts of its parameters; none where it is unknown."""
        found: Mapping[str, Operation] = {}
        for path in dict.fromkeys((raw_path, quote(unquote(raw_path), safe=_SAFE))):
            for pattern, names, methods in self._paths:
                if match := pattern.fullmatch(path):
                    return methods, dict(zip(names, match.groups(), strict=True))
        return found, {}


_SAFE = "/:@!$&'()*+,;=~-._"


def _compiled(path: str) -> re.Pattern[str]:
    literals = [re.escape(quote(unquote(part), safe=_SAFE)) for part in _PARAMETER.split(path)[::2]]
    return re.compile("([^/]+)".join(literals))
