"""Names and addresses that are not the same, though something that is made of them is.

Alike are their spellings, their letters in another order, or a short checksum. A checksum of two
pairs stays alike with the same text before and behind, as in "rate:client:{}:hits".
"""

# Each with a number that nobody else has.
NAMES = [
    ("\xe9cho-{}", "echo-{}"),
    ("\xe9cho-{}", "e\u0301cho-{}"),
    ("\u65b0\u805e-{}", "\u30cb\u30e5\u30fc\u30b9-{}"),
    ("\u65b0\u805e-{}", "\u5831\u9053-{}"),
    ("the-press-{}", "the_press-{}"),
    ("the press-{}", "the-press-{}"),
    ("the press-{}", "the_press-{}"),
    ("the press-{}", "the%20press-{}"),
    ("the press-{}", "the+press-{}"),
    ("the press-{}", "the  press-{}"),
    ("the press-{}", "the\xa0press-{}"),
    ("press-{}", " press-{}"),
    ("press-{}", "press-{} "),
    ("press-{}", "press-{}\u200b"),
    ("press-{}", "press-0{}"),
    ("press-{}", "press-{}0"),
    ("press-{}", "press-{}1"),
    ("press.{}", "press{}"),
    ("press/{}", "press:{}"),
    ("press:east:{}", "press:west:{}"),
    ("east:press:{}", "west:press:{}"),
    ("east@press-{}", "west@press-{}"),
    ("press@east-{}", "press@west-{}"),
    ("The-Courier-{}", "the-courier-{}"),
    ("stra\xdfe-{}", "strasse-{}"),
    ("\ufb01nch-{}", "finch-{}"),
    ("press-{}-\uff14\uff12", "press-{}-42"),
    ("the press {}", "thepress{}"),
    (f"{'association of ' * 20}bakers-{{}}", f"{'association of ' * 20}butchers-{{}}"),
    (f"bakers-{{}}{' of the association' * 20}", f"butchers-{{}}{' of the association' * 20}"),
    (f"{'association ' * 20}a{{}}{' of' * 80}", f"{'association ' * 20}b{{}}{' of' * 80}"),
]
CHECKSUMS = [
    # The same letters; CRC-32; Adler-32 and Fletcher; CRC-16; 31 * a + b, and 33 * a + b.
    ("the-times-{}", "the-items-{}"),
    ("plumless-{}", "buckeroo-{}"),
    ("press-aca-{}", "press-bab-{}"),
    ("daily-2885-{}", "daily-8660-{}"),
    ("press-Aa-{}", "press-BB-{}"),
    ("press-Az-{}", "press-BY-{}"),
    # The first 32 bits of MD5, SHA-1, SHA-256, SHA-512, BLAKE2b.
    ("daily-31001", "daily-88072"),
    ("daily-9160", "daily-20468"),
    ("daily-7181", "daily-24386"),
    ("daily-70964", "daily-161302"),
    ("daily-70758", "daily-126588"),
]
ADDRESSES = [
    # Without its dots or colons; in another order; neighbours; as a number.
    ("10.1.11.5", "10.11.1.5"),
    ("10.1.2.13", "10.1.21.3"),
    ("2001:db8::1:23", "2001:db8::12:3"),
    ("2001:db8::1", "2001:db8::2"),
    ("10.1.2.3", "::a01:203"),
    # Adler-32; CRC-32; CRC-32 of longer ones; CRC-16; the same letters.
    ("10.1.3.1", "10.2.1.2"),
    ("121.143.225.202", "147.170.243.192"),
    ("2001:db8::3bb9:78df:68e0", "2001:db8::4037:3d8d:6aed"),
    ("10.238.142.147", "10.106.135.173"),
    ("10.12.21.7", "10.21.12.7"),
]


def cut(text: str) -> str:
    """A name or a key as messages show it: of a long one, where it begins and ends."""
    return text if len(text) < 60 else f"{text[:15]} ... {text[-25:]} ({len(text)} letters)"
