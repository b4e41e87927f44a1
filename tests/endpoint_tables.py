"""The claims of the tables in api-reference/endpoints*, one or two for each operation, and one for each object."""

from collections.abc import Callable

from asrun import ROOT
from asrun.pages.operations import Operation, members, operations
from asrun.pages.tables import Claim, Row
from asrun.pages.vocabulary import Vocabulary

PAGE = "api-reference/endpoints.md"

OBJECTS = {
    "generation.md#generation-object": ("Generation",),
    "generation.md#model-object": ("Model",),
    "account.md#usage-object": ("Usage",),
    "prompts.md#prompt-object": ("Prompt",),
    "keys.md#api-key-object": ("ApiKey", "ApiKeyWithSecret"),
    "webhooks.md#webhook-object": ("Webhook", "WebhookWithSecret"),
    "webhooks.md#delivery-object": ("Delivery",),
}
"""The schemas of each section; the second one is told by what it has that the first has not."""


def page_of(operation: Operation) -> str:
    """The page of an operation's tag; what concerns the service itself stands on the page that all share."""
    (tag,) = operation.document["tags"]
    return PAGE if tag == "Service" else f"{PAGE.removesuffix('.md')}/{tag.lower()}.md"


def every_request(contract: Vocabulary) -> frozenset[Row]:
    return frozenset((f"{each.method} {each.path}", each.permission) for each in operations(contract))


def envelope(contract: Vocabulary) -> frozenset[Row]:
    schemas = contract.document["components"]["schemas"].items()
    answers = [schema for name, schema in schemas if name.endswith("Response") and "properties" in schema]
    return frozenset((field,) for schema in answers for field in schema["properties"])


def header_fields(contract: Vocabulary) -> frozenset[Row]:
    answers = [response for each in operations(contract) for response in each.document["responses"].values()]
    answers += contract.document["x-unrouted-responses"].values()
    return frozenset((name,) for answer in answers for name in contract.resolve(answer).get("headers", {}))


def _operation(operation: Operation) -> list[Claim]:
    place = f"{page_of(operation)}#{operation.anchor}"
    summary = Claim(
        place, ("Request", "Permission", "Success", "Returns", "Errors"), lambda _: frozenset({operation.summary})
    )
    inputs = Claim(place, ("Field", "In", "Type", "Required"), lambda _: operation.inputs)
    return [summary, inputs] if operation.inputs else [summary]


def _object(place: str, schemas: tuple[str, ...]) -> list[Claim]:
    def added(index: int) -> Callable[[Vocabulary], frozenset[Row]]:
        def rows(contract: Vocabulary) -> frozenset[Row]:
            before, its = (members(contract, contract.schema(schemas[each])) for each in (0, index))
            return its - before if index else its

        return rows

    place = f"{PAGE.removesuffix('.md')}/{place}"
    return [Claim(place, ("Field", "Type"), added(index)) for index in range(len(schemas))]


ENDPOINT_TABLES = (
    Claim(f"{PAGE}#all-operations", ("Request", "Permission"), every_request),
    Claim(f"{PAGE}#requests-and-answers", ("Field",), envelope),
    Claim(f"{PAGE}#header-fields", ("Field",), header_fields),
    *(claim for operation in operations(Vocabulary.load(ROOT)) for claim in _operation(operation)),
    *(claim for place, schemas in OBJECTS.items() for claim in _object(place, schemas)),
)
