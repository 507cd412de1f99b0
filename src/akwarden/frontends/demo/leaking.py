"""The leaks of the demo: a repository is made and scanned, and what is found is kept."""

from akwarden.frontends.demo.repository import make_repository
from akwarden.frontends.demo.scene import Scene, Tell
from akwarden.reports.wording import counted
from akwarden.workflows.allowing.grounds import open_rules
from akwarden.workflows.fingerprint_key import fingerprint_key
from akwarden.workflows.leaks.save import save_leaks
from akwarden.workflows.leaks.seen import seen_leaks
from akwarden.workflows.leaks.target_name import target_names
from akwarden.workflows.scan import Scan, memory_of
from akwarden.workflows.targets import History, close_sources, open_sources


def scan(scene: Scene, tell: Tell) -> None:
    """Scan the repository with its history, and keep what is found; a second time nothing is new."""
    path = make_repository(scene.company, scene.sources, scene.mark.made_at)
    settings, now = scene.settings.scan, scene.now()
    opened = open_rules([str(path)], settings)
    key, _ = fingerprint_key(scene.place)
    sources = open_sources([str(path)], settings, History(), now, memory_of(opened.rules, settings))
    try:
        outcome = Scan(opened.rules, settings, fingerprint_key=key).run(sources, None, opened.allowing)
    finally:
        close_sources(sources)
    seen = seen_leaks(outcome.findings, named=target_names(sources, outcome.veil))
    saved = save_leaks(scene.state, seen, now)
    tell(f"{counted(saved.leaks, 'leak')} found, {len(saved.live)} of keys that work")
