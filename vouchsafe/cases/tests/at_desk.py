"""What a handler does with a case's clocks, through the desk's addresses."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.test import Client

from vouchsafe.cases.models import CaseKey
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House, Person
from vouchsafe.cases.tests.concluding import conclude
from vouchsafe.cases.tests.keys import as_member, with_desk_key
from vouchsafe.common import clock
from vouchsafe.vault.compose import make_desk_key, seal_message, seal_note
from vouchsafe.vault.wire import ItemJson


@dataclass(frozen=True)
class AtDesk:
    """A member at the desk, looking at one case."""

    house: House
    who: Person
    case: UUID

    @property
    def client(self) -> Client:
        return as_member(self.who.member)

    def post(self, address: str, /, **body: object) -> Answer:
        """Send JSON to one of the case's addresses."""
        path = f"/api/v1/cases/{self.case}/{address}"
        return self.client.post(path, json.dumps(body, default=str), content_type="application/json")

    def message(self, text: str) -> ItemJson:
        """A sealed answer to the reporter."""
        read = cast.read(self.house, self.who, self.case)
        return seal_message(read, self.who.keys.signing, text, clock.today())

    def note(self, text: str) -> ItemJson:
        """A sealed note for colleagues; the desk key is made first, where there is none."""
        signing = self.who.keys.signing
        if not CaseKey.objects.filter(case=self.case, key_kind=1).exists():
            _key, grants = make_desk_key(self.house.directory(), self.house.channel.id, self.case, signing)
            slim = [{"holder": grant["holder"], "sealed": grant["sealed"]} for grant in grants]
            self.post("keys", key_kind=1, generation=0, grants=slim)
        return seal_note(cast.read(self.house, self.who, self.case), signing, text, clock.today())

    def answer(self, text: str = "We have it.") -> Answer:
        """An ordinary answer, which acknowledges."""
        return self.post("items", items=[self.message(text)])

    def pause(self, text: str = "Which hall is it?") -> Answer:
        """Stop the clock with a question."""
        return self.post("clocks/pause", message={"items": [self.message(text)]})

    def extend(self, until: date) -> Answer:
        """Put the answer off, with reasons."""
        reasons, message = self.note("The bank has not answered."), self.message("It takes longer.")
        return self.post("clocks/extension", until=until, reasons=reasons, message=message)

    def defer(self, until: date) -> Answer:
        """Put off telling the subject, with reasons."""
        return self.post("clocks/deferral", until=until, reasons=self.note("The ledger could be burned."))

    def conclude(self, outcome: str = "substantiated") -> None:
        """Look into the case and conclude it, with a letter."""
        if not CaseKey.objects.filter(case=self.case, key_kind=1).exists():
            with_desk_key(self.house, self.case)
        for state in ("assessing", "addressing"):
            self.post("state", to=state)
        answer = conclude(self.house, self.who, self.case, outcome)
        assert answer.status_code == 201, answer.content

    def shown(self) -> dict[str, Any]:
        """The clocks as the desk shows them, by matter."""
        found = self.client.get(f"/api/v1/cases/{self.case}/clocks").json()
        return {row["matter"]: row for row in found["clocks"]}

    def due(self, matter: str) -> str:
        """By which day it is due."""
        day: str = self.shown()[matter]["due"]
        return day
