"""The list of documents: by which address each is asked for, what it shows, and how it is made.

    documents = Documents(Shelf(root))
    documents.get("api/results/turkey-s400/answer")
    documents.of_result("turkey-s400")              every address that an export of this result holds

An address is a path without a query, so the same address names a document of the server, a file of an export, and an
entry of the single file. `DOCUMENTS` declares them once; the server's routes and its OpenAPI description are made from
that list.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pavise.scenario.copies import texts_of
from pavise.scenario.study import Study, load_study

from . import (
    battles,
    believing,
    comparing,
    evidence_shapes,
    families,
    footprints,
    maps,
    overview,
    relief,
    shapes,
    standing,
    studies,
)
from .shelf import NoDocument, Shelf


@dataclass(frozen=True)
class Document:
    """One kind of document. `address` has its variables in braces; `make` is given them by name, after `Documents`.

    `shape`: its declaration in `shapes`. `blob`: bytes instead of JSON.
    """

    address: str
    words: str
    shape: Any
    make: Callable[..., Any]
    blob: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        """What an address of this kind looks like."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.address))


class Documents:
    """All documents of one shelf, told by this `version` of Pavise.

    `opened`: the result to show first. `own`: a study of the reader's own, to run.

    `static`: for an export, which can start nothing.
    """

    def __init__(
        self,
        shelf: Shelf,
        version: str,
        opened: str | None = None,
        own: str | Path | None = None,
        *,
        static: bool = False,
    ) -> None:
        self.version = version
        self.shelf, self.opened, self.static = shelf, opened, static
        self.own = None if own is None else load_study(own)
        self._grounds: dict[tuple[str, str], shapes.Ground | None] = {}
        self._sampling = threading.Lock()

    def get(self, address: str) -> Any:
        """The document at an address: plain JSON values, or bytes for a blob. NoDocument when there is none."""
        for document in DOCUMENTS:
            match = document.pattern.fullmatch(address)
            if match is not None:
                return document.make(self, **match.groupdict())
        raise NoDocument(f"there is no document {address[:120]}", "api/openapi.json lists the addresses")

    def of_result(self, result: str) -> list[str]:
        """Every address that shows something of one result, its own first."""
        own: shapes.Result = self.get(f"api/results/{result}")
        return [f"api/results/{result}", *own["documents"]]

    def state(self) -> shapes.State:
        """What is served."""
        return {
            "version": self.version,
            "static": self.static,
            "read_only": not os.access(self.shelf.root if self.shelf.root.exists() else ".", os.W_OK),
            "opened": self.opened,
            "opened_study": None if self.own is None else self.own.spec.id,
        }

    def result(self, result: str) -> shapes.Result:
        """One result at a glance; maps that were made for it since are looked up anew."""
        made = [one["path"] for one in (*self.coverage_list(result), *self.footprint_list(result))]
        study = self.study(result)
        name = f"result {len(made)}"
        return self.shelf.kept(result, name, lambda found: overview.result_of(found, result, study, made))

    def study(self, result: str) -> Study | None:
        """The files of the case behind a result, read and resolved; None where they are not at hand."""
        folder = self.shelf.folder(result)
        return self.shelf.kept(
            result, "study", lambda found: standing.study_of_case(folder, str(found.results.manifest.get("study", "")))
        )

    def answer(self, result: str) -> shapes.Answer:
        """The answer in sentences."""
        return self.shelf.kept(result, "answer", comparing.answer_of)

    def comparison(self, result: str, name: str) -> shapes.Comparison:
        """Options side by side."""
        return self.shelf.kept(result, f"comparison {name}", lambda found: comparing.compared(found, name))

    def curves(self, result: str, name: str) -> shapes.Curves:
        """One measure over the sizes of one raid."""
        return self.shelf.kept(result, f"curves {name}", lambda found: comparing.curves_of(found, name))

    def explained(self, result: str, name: str) -> shapes.Explained:
        """What a number leans on."""
        return self.shelf.kept(result, f"explain {name}", lambda found: comparing.explained(found, name))

    def posture(self, result: str, option: str) -> shapes.Posture:
        """One option on the map."""
        study, library = self.study(result), believing.library()
        return self.shelf.kept(
            result, f"posture {option}", lambda found: standing.posture_of(found, option, study, library, self.version)
        )

    def files(self, result: str) -> shapes.Files:
        """The files of the case behind a result."""
        folder = self.shelf.folder(result)
        with self.shelf.reading(result) as found:
            return standing.files_of_case(folder, str(found.results.manifest.get("study", "")))

    def coverage_list(self, result: str) -> list[shapes.CoverageEntry]:
        """Maps of coverage that were made for a result."""
        return maps.made(self.shelf.folder(result), result)

    def coverage(self, result: str, name: str) -> dict[str, Any]:
        """One map of coverage."""
        return maps.layer(self.shelf.folder(result), result, name)

    def footprint_list(self, result: str) -> list[shapes.FootprintEntry]:
        """Footprints that were worked out for a result."""
        return footprints.made(self.shelf.folder(result), result)

    def footprint(self, result: str, option: str, threat: str, who: str) -> dict[str, Any]:
        """What the fire units of an option defend."""
        asked = footprints.Footprint(option, threat, who)
        folder = asked.folder(self.shelf.folder(result))
        if not folder.is_dir():
            problem = footprints.problem_with(asked, self.posture(result, option))
            if problem:
                raise NoDocument(problem, "ask for a threat that a notional raid has, and for all or an entry")
        return footprints.layer(self.shelf.folder(result), result, asked)

    def ground(self, result: str) -> shapes.Ground | None:
        """The ground below the maps of a result. Finer elevation takes longer to read, so it is read once, and without
        holding up what else is asked about the result."""
        study = self.study(result)
        with self.shelf.reading(result) as found:
            sites, manifest = standing.sites_of(found), found.results.manifest
        key = (result, str(manifest.get("started", "")))
        with self._sampling:
            if key not in self._grounds:
                self._grounds[key] = relief.ground_of(sites, study, manifest)
            return self._grounds[key]

    def replays(self, result: str) -> list[shapes.ReplayEntry]:
        """Battles that were recorded."""
        return self.shelf.kept(result, "replays", lambda found: battles.replays(found, result))

    def replay(self, result: str, name: str) -> bytes:
        """One recorded battle."""
        with self.shelf.reading(result) as found:
            return battles.replay(found, name)

    def lives(self, result: str, name: str) -> list[shapes.LifeShape]:
        """Why the leakers of one recorded battle got through."""
        return self.shelf.kept(result, f"why {name}", lambda found: battles.lives(found, name))

    def studies(self) -> list[shapes.StudyEntry]:
        """Studies that can be run: the reader's own first."""
        shipped = [one for one in studies.shipped_entries() if self.own is None or one["id"] != self.own.spec.id]
        return [*([] if self.own is None else [studies.entry_of(self.own, shipped=False)]), *shipped]

    def study_files(self, study: str) -> shapes.Files:
        """The files of a study."""
        if self.own is not None and study == self.own.spec.id:
            own, texts = texts_of(self.own)
            return {"study": own, "files": texts}
        return studies.study_files(study)

    def draft(self, name: str) -> shapes.Files:
        """The files of a draft."""
        return studies.draft_files(self.shelf.root, name)


DOCUMENTS = (
    Document("api/state", "What is served, and what to show first.", shapes.State, Documents.state),
    Document(
        "api/results", "Every result on the shelf, newest first.", list[shapes.ResultEntry], lambda d: d.shelf.entries()
    ),
    Document(
        "api/results/{result}", "One result at a glance, with the addresses of what tells more.", shapes.Result,
        Documents.result,
    ),
    Document("api/results/{result}/answer", "The answer in sentences.", shapes.Answer, Documents.answer),
    Document(
        "api/results/{result}/comparison/{name}",
        "Options side by side with paired intervals and causes; `name` is summary-as-offered or raid-size-variant.",
        shapes.Comparison, Documents.comparison,
    ),
    Document(
        "api/results/{result}/curves/{name}", "One measure over the sizes of one raid; `name` is measure-raid.",
        shapes.Curves, Documents.curves,
    ),
    Document("api/results/{result}/posture/{option}", "One option on the map.", shapes.Posture, Documents.posture),
    Document(
        "api/results/{result}/explain/{name}", "What a number leans on; `name` is option-measure.", shapes.Explained,
        Documents.explained,
    ),
    Document("api/results/{result}/files", "The files of the case.", shapes.Files, Documents.files),
    Document(
        "api/results/{result}/coverage", "Maps of coverage that were made.", list[shapes.CoverageEntry],
        Documents.coverage_list,
    ),
    Document(
        "api/results/{result}/coverage/{name}",
        "One map of coverage as GeoJSON; `name` is what-option-height-cross_section, as in sensors-none-3000-1.",
        dict[str, Any], Documents.coverage,
    ),
    Document(
        "api/results/{result}/defended", "Footprints of fire units that were worked out.", list[shapes.FootprintEntry],
        Documents.footprint_list,
    ),
    Document(
        "api/results/{result}/defended/{option}/{threat}/{who}",
        "What the fire units of an option defend, as GeoJSON; `who` is an entry of the posture, or all.",
        dict[str, Any], Documents.footprint,
    ),
    Document(
        "api/results/{result}/ground", "Heights of the ground below the maps; null where no elevation is at hand.",
        shapes.Ground | None, Documents.ground,
    ),
    Document(
        "api/results/{result}/replays", "Battles that were recorded.", list[shapes.ReplayEntry], Documents.replays
    ),
    Document("api/results/{result}/replays/{name}", "One recorded battle.", bytes, Documents.replay, blob=True),
    Document(
        "api/results/{result}/why/{name}", "Why each leaker of a recorded battle got through.",
        list[shapes.LifeShape], Documents.lives,
    ),
    Document(
        "api/evidence", "Every system that claims are made about.", list[evidence_shapes.SystemEntry],
        lambda d: believing.systems(),
    ),
    Document(
        "api/evidence/{system}", "Claims on a system, and what is believed about it.", evidence_shapes.SystemEvidence,
        lambda d, system: believing.system_evidence(system),
    ),
    Document(
        "api/timeline", "Who said what about the purchase, and what contradicts what.", evidence_shapes.TimelineShape,
        lambda d: believing.timeline(),
    ),
    Document(
        "api/catalogue", "What a posture may name.", list[shapes.CatalogueEntry], lambda d: believing.catalogue()
    ),
    Document(
        "api/raids", "The notional raid families that ship.", list[shapes.RaidFamily], lambda d: families.entries()
    ),
    Document("api/studies", "Studies that can be run.", list[shapes.StudyEntry], Documents.studies),
    Document("api/studies/{study}", "The files of a study.", shapes.Files, Documents.study_files),
    Document(
        "api/drafts", "Cases of the reader's own.", list[shapes.Draft], lambda d: studies.drafts(d.shelf.root)
    ),
    Document("api/drafts/{name}", "The files of a draft.", shapes.Files, Documents.draft),
)  # fmt: skip
