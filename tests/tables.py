"""The claims of the site's tables: what their rows are compared with, in both directions."""

from tests.harness.tables import Claim

TABLES: tuple[Claim, ...] = ()
