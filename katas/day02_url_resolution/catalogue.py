"""What the newsroom publishes: 50 sections of 100 standing pages each. Given.

Both are in the order in which the newsroom shows them. No two (section, page) pairs make the same
"<section>-<page>", although sections and pages have hyphens of their own.
"""


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


SECTIONS = words(
    """
    world politics economy art culture science sport arts travel opinion
    markets weather art-market real-estate sport-live world-cup health climate technology media
    books film music theatre food wine gardens history philosophy education
    careers law crime defence europe asia africa americas oceania middle-east
    city harbour transport energy farming science-lab style games obituaries letters
    """
)

PAGES = words(
    """
    front latest live analysis comment interviews portraits reports data charts
    maps timeline calendar events tickets reviews previews podcast video gallery
    slideshow long-reads short-reads briefing morning noon evening weekend quiz crossword
    puzzles chess recipes letters corrections faq glossary people places companies
    awards prizes rankings results fixtures tables standings transfers records history
    archive topics tags authors editors contributors correspondents contact newsletter alerts
    feed rss widgets embed print mobile audio transcripts sources methods
    partners jobs internships grants courses workshops lectures debates polls surveys
    petitions campaigns investigations leaks documents statistics forecasts prices rates indices
    funds bonds live-blog best-of most-read most-shared issues front-page editors-choice about
    """
)
