"""Pages that will likely be told → what is told of them, read while the engine looks for something else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from search.engine import Engine, Key, Ranked
from search.hits import Line


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was read before it was sure to be told, at most ``most`` pages at a time. It is only had at hand (``show``
    remembers what it made), so that no answer depends on it."""

    engine: Engine
    show: Callable[[str], str]
    most: int
    _at_hand: set[Key] = field(default_factory=set)

    def lacks(self, pages: Sequence[Ranked]) -> bool:
        """Whether any of ``pages`` is not at hand."""
        return any(each.key not in self._at_hand for each in pages[: self.most])

    def while_busy(self, pages: Sequence[Ranked]) -> None:
        """Read ``pages``, as long as the engine is busy. One is read in any case: until the interpreter is let go of,
        no thread comes to what was just begun."""
        for each in pages[: self.most]:
            if each.key not in self._at_hand:
                self.read([each])
                if not self.engine.is_busy():
                    return

    def read(self, pages: Sequence[Ranked | Line]) -> None:
        """Have at hand what is told of ``pages``."""
        for key, shown in self.engine.shown([each.key for each in pages]).items():
            self.show(shown["text"])
            self._at_hand.add(key)
