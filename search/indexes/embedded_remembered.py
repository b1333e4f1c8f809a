"""One state of the index → what is kept of it from one answer to the next."""

from collections import defaultdict
from dataclasses import dataclass, field

from search.near import Known


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is kept of one state of the index for whoever asks again: by field, in how many pages a word is for the
    engine, and the forms of words."""

    counted: defaultdict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    near: Known = field(default_factory=dict)

    @property
    def words(self) -> int:
        """How many words were counted. The forms of a word are a few of those."""
        return sum(map(len, self.counted.values())) + len(self.near)
