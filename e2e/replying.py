"""A subject's reply room opened past the desk's pages: sealed as a browser does, sent to the desk's own address."""

from e2e.cast import Member
from e2e.cheats import Filed, Operator, today
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.report import ReportSealer
from vouchsafe.vault.rooms import seal_room

_POST = """async ([path, body]) => {
  const bytes = Uint8Array.from(atob(body), (byte) => byte.charCodeAt(0));
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return (await fetch(path, { method: "POST", headers, body: bytes })).status;
}"""


def open_room(operator: Operator, member: Member, notice: str, *, title: str = "Reply room") -> Filed:
    """A room that this handler, who is signed in, opens in their channel; `receipt` is that of the letter."""
    receipt = Receipt.generate()
    sealer = ReportSealer(receipt, operator.chain().verified, operator.channel, operator.questionnaire)
    bundle = seal_room(sealer, operator.holder(member.who).signer, title, notice, today())
    status = member.page.evaluate(_POST, [f"/api/v1/rooms/{bundle.case_id}", to_base64(bundle.to_json())])
    assert status == 201, status
    return Filed(receipt, title, notice, sealer.case_key, bundle)
