from briefbot.core.schedule import Effect, leading_effect


def test_the_first_of_the_order_leads() -> None:
    order = ["holiday", "empty", "quiet", "gap", "fold", "overfull", "none"]

    assert [effect.value for effect in Effect] == order
    for number, effect in enumerate(Effect):
        assert leading_effect(reversed(list(Effect)[number:])) is effect


def test_no_effect_is_none() -> None:
    assert leading_effect([]) is Effect.NONE
