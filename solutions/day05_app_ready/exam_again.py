"""The same article and the same queryset, saved and deleted again and again in one process."""

from solutions.day05_app_ready.exam_newsroom import Process
from solutions.day05_app_ready.exam_steps import Step, Steps


class Again:
    """What is done again and again with the same objects of a process."""

    def __init__(self, steps: Steps, process: Process) -> None:
        self._steps = steps
        self._rows = [steps.unused.pop() for _ in range(2)]
        process.tell("read two articles", "keep", [row.pk for row in self._rows])

    def steps(self) -> list[Step]:
        """Each twice in a row as it is, then each in some way."""
        draws, found = self._steps.draws, []
        acts = ["article.save()", "article.delete()", "articles.delete()"]
        for act in draws.sample(acts, len(acts)):
            found += [self._step(act, ""), self._step(act, "")]
        for act in draws.sample(acts, len(acts)):
            found.append(self._step(act, draws.choice(["", "in another thread", "rolled back"])))
        return found

    def _step(self, act: str, how: str) -> Step:
        name, _, method = act.removesuffix("()").partition(".")
        most = len(self._rows) if name == "articles" else 1
        deed = ("act", name, self._rows[0].pk, method, how)
        least = None if how == "rolled back" else 1
        words = f"{act} {how}".strip() + ", with the same objects all along"
        return Step(words, deed, least, most, not how, None, self._rows)
