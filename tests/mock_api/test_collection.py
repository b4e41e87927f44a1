from dataclasses import dataclass

from mock_api.collection import Collection


@dataclass
class Thing:
    id: str


def things(*ids: str) -> Collection[Thing]:
    return Collection(Thing(each) for each in ids)


def ids(page: list[Thing]) -> str:
    return "".join(thing.id for thing in page)


def test_the_newest_comes_first() -> None:
    page, cursor = things("a", "b", "c").page(20, None)
    assert (ids(page), cursor) == ("cba", None)


def test_a_cursor_leads_to_the_next_page() -> None:
    collection = things("a", "b", "c")
    page, cursor = collection.page(2, None)
    assert (ids(page), cursor) == ("cb", "cur_0000000001")
    page, cursor = collection.page(2, cursor)
    assert (ids(page), cursor) == ("a", None)


def test_a_full_page_that_is_the_last_has_no_next() -> None:
    page, cursor = things("a", "b").page(2, None)
    assert (ids(page), cursor) == ("ba", None)


def test_a_cursor_holds_when_resources_come_and_go() -> None:
    collection = things("a", "b", "c", "d")
    _, cursor = collection.page(2, None)
    collection.add(Thing("e"))
    collection.remove("b")
    page, _ = collection.page(2, cursor)
    assert ids(page) == "a"


def test_past_the_end_is_an_empty_page() -> None:
    assert things("a").page(20, "cur_0000000000") == ([], None)


def test_the_oldest_makes_room() -> None:
    collection: Collection[Thing] = Collection(kept=2)
    for each in "abc":
        collection.add(Thing(each))
    assert collection.get("a") is None
    assert ids(list(collection)) == "bc"
