"""What is changed while the process runs: taken over when it is good, kept out when it is not."""

from pathlib import Path

from acceptance.running import BLIND, CONFIG, Site, until

TWO_PLACES = CONFIG.replace('["here"]', '["here", "there"]') + (
    '[destinations.there]\nplatform = "terminal"\n'
)
FAULTY = ("[@notice; @wire]", "")


def test_a_broken_configuration_is_told_and_the_last_good_one_stays(site: Site) -> None:
    with site.running() as process:
        site.configure(CONFIG + "[destinations.there\n")
        kept = process.wait_for_line("configuration kept as it was")
        assert "briefbot.toml:6:" in kept["reason"]
        [fault] = until(lambda: site.faults("configuration"))
        assert fault.endswith("; the configuration from before stays in use")
        site.publish("first")
        until(lambda: len(site.posts()) == 1)

        site.configure(CONFIG)
        until(lambda: not site.faults("configuration"))
        site.publish("second")
        until(lambda: len(site.posts()) == 2)


def test_a_destination_that_is_added_has_posts_without_a_restart(site: Site) -> None:
    with site.running() as process:
        site.configure(TWO_PLACES)
        process.wait_for_line("configuration read")
        site.publish()
        until(lambda: site.posts("here") and site.posts("there"))

    assert [line.name for line in site.status().destinations] == ["here", "there"]


def test_a_configuration_that_is_gone_is_told_and_the_last_good_one_stays(site: Site) -> None:
    with site.running() as process:
        (site.folder / "briefbot.toml").unlink()
        kept = process.wait_for_line("configuration kept as it was")
        assert "gone" in kept["reason"]
        site.publish()
        until(site.posts)


def test_a_faulty_brief_is_told_to_the_operator_and_posted_once_repaired(site: Site) -> None:
    site.configure('operator = "desk"\n' + CONFIG + '[destinations.desk]\nplatform = "terminal"\n')
    with site.running() as process:
        site.publish("river-bridge", FAULTY)
        told = process.wait_for_line("brief not taken over")
        assert "river-bridge.md:" in told["reason"]
        until(lambda: site.posted("river-bridge.md", "desk"))
        assert site.posts("here") == []

        site.publish("river-bridge")
        until(lambda: site.posts("here"))
        until(lambda: not site.faults("brief"))


def test_a_folder_of_briefs_that_is_gone_is_told_and_found_again(site: Site) -> None:
    briefs, away = site.folder / "briefs", site.folder / "away"
    with site.running() as process:
        briefs.rename(away)
        process.wait_for_line("brief not taken over", file="briefs")
        away.rename(briefs)
        process.wait_for_line("brief in order again, or gone", file="briefs")
        site.publish()
        until(site.posts)


def test_on_a_mount_that_tells_nothing_what_changes_is_found_by_looking(site: Site) -> None:
    site.program = (str(Path(__file__).with_name("looking.py")),)
    with site.running(**BLIND) as process:
        path = site.publish("first")
        until(site.posts)
        site.configure(TWO_PLACES)
        process.wait_for_line("configuration read")
        path.unlink()
        process.wait_for_line("brief gone")
        site.publish("second")
        until(lambda: site.posts("there"))
