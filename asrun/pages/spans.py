"""A Markdown extension, for any builder: code without the spans that say nothing, and with what tells short code apart.

Those whose classes no style names are a tenth of a page with programs. For the empty one that Pygments begins a block
with, turndown, which agents read pages with, doesn't take it for code, and loses its line ends.

No style can tell short code from long, which must break to fit a phone: code in a line of text that has at most 28
characters is of the class `short`.
"""

import re
from typing import Any

from markdown import Extension, Markdown

SHORT = re.compile(r"(<pre[^>]*>)?<code>(?=(?:&[#\w]+;|[^<&]){1,28}</code>)")


class Spans(Extension):  # type: ignore[misc] # Markdown has no types
    """`unstyled` are the classes of spans that no style names."""

    def __init__(self, **settings: Any) -> None:
        self.config = {"unstyled": [[], "classes of spans that no style names"]}
        super().__init__(**settings)
        classes = "|".join(map(re.escape, self.getConfig("unstyled")))
        self._span = re.compile(rf'<span(?: class="(?:{classes})")?>([^<]*)</span>')

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.postprocessors.register(self, "spans", 0)  # after the code has taken its place in the page

    def run(self, html: str) -> str:
        """What such spans are around stays."""
        return SHORT.sub(lambda its: its[0] if its[1] else '<code class="short">', self._span.sub(r"\1", html))


makeExtension = Spans  # noqa: N816 # as Markdown calls it
