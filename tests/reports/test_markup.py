from akwarden.reports.markup import Markup, join, table, tag, with_options


def test_text_is_escaped_and_markup_is_not() -> None:
    inner = tag("b", "<i>")

    assert tag("p", inner, "a & b", class_='"x"') == (
        '<p class="&quot;x&quot;"><b>&lt;i&gt;</b>a &amp; b</p>'
    )


def test_control_characters_are_made_visible() -> None:
    assert tag("p", "\x1b\u202e\udcff") == "<p>\\x1b\\u202e\\xff</p>"


def test_void_elements_have_no_end() -> None:
    assert tag("meta", name="a", http_equiv="b") == '<meta name="a" http-equiv="b">'


def test_join_gives_markup() -> None:
    joined = join("<", Markup("<br>"))

    assert isinstance(joined, Markup)
    assert joined == "&lt;<br>"


def test_table_keeps_its_roles() -> None:
    written = table(("A", "B"), [("x", "<")])

    assert '<th scope="row" role="rowheader"><code>x</code></th><td role="cell">&lt;</td>' in written


def test_options_of_a_command_are_held_together() -> None:
    written = with_options("run aws --status <now> -v, not a-b or - c")

    assert written == (
        'run aws <span class="option">--status</span> &lt;now&gt; '
        '<span class="option">-v</span>, not a-b or - c'
    )
