"""Marks of a query in a document → the answer of IIIF Content Search 2, or of Content Search 1 for older viewers.

https://iiif.io/api/search/2.0/ , https://iiif.io/api/search/1.0/ . An annotation is what matched on one line; its
target is the place on the canvas in pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from search.marks import Mark
from vankho.iiif.addresses import Addresses

IGNORED = ("motivation", "date", "user")
"""Questions of the two standards that mean nothing here; the answer says so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``identity``: the address asked, ``following``: that of the rest, where not all is told."""

    dossier: str
    document: int
    identity: str
    marks: Sequence[Mark] = ()
    following: str = ""
    ignored: Sequence[str] = field(default=())

    def canvas(self, mark: Mark, at: Addresses) -> str:
        """Where the mark stands."""
        page = at.canvas(self.dossier, self.document, mark.page)
        return f"{page}#xywh={mark.x},{mark.y},{mark.w},{mark.h}"

    def name(self, number: int, mark: Mark, at: Addresses) -> str:
        """The annotation's own name, the same for every query that marks this place."""
        page = at.canvas(self.dossier, self.document, mark.page)
        return f"{page}/mark/{number}-{mark.x},{mark.y},{mark.w},{mark.h}"


def second(answer: Answer, at: Addresses) -> dict[str, Any]:
    """Content Search 2: an annotation page, and what stands beside each match."""
    names = [answer.name(number, mark, at) for number, mark in enumerate(answer.marks)]
    items = [
        {
            "id": name,
            "type": "Annotation",
            "motivation": "highlighting",
            "body": {"type": "TextualBody", "value": mark.text, "format": "text/plain", "language": "vi"},
            "target": answer.canvas(mark, at),
        }
        for name, mark in zip(names, answer.marks, strict=True)
    ]
    made: dict[str, Any] = {
        "@context": "http://iiif.io/api/search/2/context.json",
        "id": answer.identity,
        "type": "AnnotationPage",
        "items": items,
    }
    if answer.following:
        made["next"] = answer.following
    if answer.ignored:
        made["ignored"] = list(answer.ignored)
    if items:
        beside = [_beside(name, mark) for name, mark in zip(names, answer.marks, strict=True)]
        made["annotations"] = [{"id": f"{answer.identity}#beside", "type": "AnnotationPage", "items": beside}]
    return made


def _beside(name: str, mark: Mark) -> dict[str, Any]:
    quote = {"type": "TextQuoteSelector", "prefix": f"{mark.before} ", "exact": mark.text, "suffix": f" {mark.after}"}
    return {
        "id": f"{name}/beside",
        "type": "Annotation",
        "motivation": "contextualizing",
        "target": {"type": "SpecificResource", "source": name, "selector": [quote]},
    }


def first(answer: Answer, at: Addresses) -> dict[str, Any]:
    """Content Search 1: an annotation list with hits."""
    named = [(answer.name(number, mark, at), mark) for number, mark in enumerate(answer.marks)]
    layer: dict[str, Any] = {"@type": "sc:Layer", "total": len(named)}
    made: dict[str, Any] = {
        "@context": ["http://iiif.io/api/presentation/2/context.json", "http://iiif.io/api/search/1/context.json"],
        "@id": answer.identity,
        "@type": "sc:AnnotationList",
        "within": layer | ({"ignored": list(answer.ignored)} if answer.ignored else {}),
        "resources": [
            {
                "@id": name,
                "@type": "oa:Annotation",
                "motivation": "sc:painting",
                "resource": {"@type": "cnt:ContentAsText", "chars": mark.text},
                "on": answer.canvas(mark, at),
            }
            for name, mark in named
        ],
        "hits": [
            {
                "@type": "search:Hit",
                "annotations": [name],
                "match": mark.text,
                "before": f"{mark.before} ",
                "after": f" {mark.after}",
            }
            for name, mark in named
        ],
    }
    if answer.following:
        made["next"] = answer.following
    return made
