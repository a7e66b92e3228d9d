"""What a refusal tells a stranger: nothing that hangs on the keys, in whatever writing."""

from collections.abc import Callable

from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.knocking import LAYERS, another_end, some_key
from katas.day04_middleware.tests.misshapen import NO_KEYS
from katas.day04_middleware.tests.premises import newsroom
from katas.day04_middleware.tests.told_by_keys import LONG, Keys, hangs_on_keys
from katas.day04_middleware.tests.trace import Visit
from katas.harness.verdicts import require

Send = Callable[[Onion, dict[str, str]], Visit]
NOTE = "A refusal is for somebody who has no key."
CODED = "Whoever can undo a writing (base64, compression, a signature) reads what stands in it."


def check_tells_no_key(keys: Keys, lane: str, send: Send) -> None:
    """No key stands there; and with other keys the answer is the same."""
    for described, sent in NO_KEYS.items():
        asked = f"{lane}GET /articles/ {described}; the body and the headers of the "
        visit = refused(keys, lane, send, sent)
        told = text_of(visit)
        require(
            not any(key in told for key in keys.values()),
            asked=f"{asked}{visit.status}",
            expected="no client's key in them",
            got=hidden(told, keys),
            note=NOTE,
        )
    nearly = another_end(next(iter(keys.values())))
    offered = {"with a key, its last letter changed": {"X-API-Key": nearly}}
    others = {client: some_key(LONG) for client in keys}
    for described, sent in (NO_KEYS | offered).items():
        asked = f"{lane}GET /articles/ {described}; the body and the headers of the 403, and the\n"
        asked += f"same again when each client has another key, of {LONG:,} letters"

        def answer(configured: Keys, sent: dict[str, str] = sent) -> str:
            return text_of(refused(configured, lane, send, sent))

        require(
            not hangs_on_keys(answer, keys, others),
            asked=asked,
            expected="the same answer, whatever the keys are",
            got="another one, which tells something of the keys",
            note=f"{NOTE}\n{CODED}",
        )


def refused(keys: Keys, lane: str, send: Send, sent: dict[str, str]) -> Visit:
    with newsroom(keys=keys):
        return send(Onion(LAYERS, asynchronous=bool(lane)), sent)


def text_of(visit: Visit) -> str:
    return f"{visit.headers} {visit.body.decode('utf-8', 'replace')}"


def hidden(text: str, keys: Keys) -> str:
    """A text, with each client's name and key given by what it is."""
    for client, key in keys.items():
        text = text.replace(key, "<a key>").replace(client, "<a client>")
    return text
