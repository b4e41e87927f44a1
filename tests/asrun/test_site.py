from asrun.pages.site import Page


def test_index_of_a_folder_has_the_address_of_the_folder() -> None:
    assert [Page(name, "", "").url for name in ("index.md", "guides/index.md", "a.mdx")] == ["", "guides/", "a/"]
