from akwarden.languages.catalogue import Catalogue

_HEAD = 'msgid ""\nmsgstr ""\n"Language: zh-CN\\n"\n'


def catalogue(*entries: tuple[str | None, str, str]) -> Catalogue:
    return Catalogue(entries)


def test_the_template_that_fixes_most_of_a_text_is_taken() -> None:
    made = catalogue(
        (None, "made on {day}", "创建于 {day}"),
        (None, "made on {day} and never replaced", "创建于 {day}，从未轮换"),
    )

    assert made.said("made on 2026-01-02 and never replaced") == "创建于 2026-01-02，从未轮换"


def test_a_template_that_begins_with_a_place_may_fix_more_than_one_that_does_not() -> None:
    made = catalogue(
        (None, "so what h{rest}", "一{rest}"), (None, "{who} has two keys that work", "{who} 二")
    )

    assert made.said("so what has two keys that work") == "so what 二"


def test_places_may_stand_in_another_order() -> None:
    made = catalogue((None, "{n} of {n2} read", "共 {n2} 个，已读 {n} 个"))

    assert made.said("3 of 8 read") == "共 8 个，已读 3 个"


def test_what_fills_a_place_is_said_too() -> None:
    made = catalogue((None, "{alarms} raised", "产生 {alarms}"), (None, "{n} alarms", "{n} 条告警"))

    assert made.said("12 alarms raised") == "产生 12 条告警"


def test_a_word_is_said_where_it_fills_the_place_of_that_name_alone() -> None:
    made = catalogue((None, "the {kind} {name}", "{kind} {name}"), ("kind", "group", "用户组"))

    assert made.said("the group group") == "用户组 group"
    assert made.said("group") == "group"


def test_a_name_that_is_a_word_of_ours_stays_as_it_is() -> None:
    made = catalogue((None, "Read {names}", "读取 {names}"), (None, "detection", "检测"))

    assert made.said("Read detection") == "读取 detection"
    assert made.said("detection") == "检测"


def test_a_sentence_inside_another_may_begin_with_a_small_letter() -> None:
    made = catalogue((None, "can do it: {way}", "可以：{way}"), (None, "Makes a key", "创建密钥"))

    assert made.said("can do it: makes a key") == "可以：创建密钥"


def test_a_list_is_said_item_by_item() -> None:
    made = catalogue(
        (None, "missing: {names}", "缺少：{names}"), ("names", "{name}, {names}", "{name}、{names}")
    )

    assert made.said("missing: a, b, c") == "缺少：a、b、c"


def test_a_place_that_asks_for_a_text_takes_nothing_else() -> None:
    made = catalogue((None, "{said}: {said_why}", "{said}：{said_why}"), (None, "no key", "没有密钥"))

    assert made.said("no key: no key") == "没有密钥：没有密钥"
    assert made.said("no key: because") == "no key: because"


def test_what_nobody_has_said_stays_in_english() -> None:
    assert catalogue((None, "never used", "从未使用")).said("used a lot") == "used a lot"


def test_templates_that_lie_in_each_other_without_end_do_come_to_one() -> None:
    made = catalogue((None, "so {so}", "此{so}"))

    assert made.said("so " * 5000 + "x").endswith("x")


def test_entries_that_are_empty_or_uncertain_do_not_count() -> None:
    text = (
        f'{_HEAD}\nmsgid "a b"\nmsgstr ""\n\n#, fuzzy\nmsgid "c d"\nmsgstr "丙"\n\nmsgid "e f"\nmsgstr "戊"\n'
    )

    made = Catalogue.read([text])

    assert [made.said(one) for one in ("a b", "c d", "e f")] == ["a b", "c d", "戊"]


def test_sentences_that_are_joined_are_each_said_whole() -> None:
    made = catalogue(
        (None, "{said}; mend: {said_mend}", "{said}；解决方法：{said_mend}"),
        (None, "{field} does not take {value}", "{field} 不接受 {value}"),
        (None, "the cloud does not take the key ({code})", "云平台不接受该密钥（{code}）"),
        (None, "give another one", "请换一个"),
    )

    assert made.said("the cloud does not take the key (X1); mend: give another one") == (
        "云平台不接受该密钥（X1）；解决方法：请换一个"
    )
