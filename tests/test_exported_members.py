import graphbuild


def test_public_names_are_sorted_and_there() -> None:
    assert sorted(graphbuild.__all__) == graphbuild.__all__
    for name in graphbuild.__all__:
        assert getattr(graphbuild, name) is not None


def test_dir_shows_the_public_names() -> None:
    assert set(graphbuild.__all__) <= set(dir(graphbuild))
