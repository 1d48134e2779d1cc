"""What every target holds to be true of a refusal, whoever refuses."""

import json
import re
from http import HTTPStatus

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.http import error_response
from vouchsafe.vault.errors import VaultError

_REFUSALS = {each for each in HTTPStatus if each >= HTTPStatus.BAD_REQUEST} - {HTTPStatus.INTERNAL_SERVER_ERROR}
CODE = re.compile(r"[a-z-]+/[a-z-]+")


def check_refusal(error: VouchsafeError) -> None:
    """A refusal has a code, blames who sent (or says that the server is full or away), and can be told in JSON."""
    assert CODE.fullmatch(error.code), error.code
    assert error.status in _REFUSALS, error.status
    told = json.loads(error_response(error).content)["error"]
    assert told["code"] == error.code
    assert told["message"] == error.message


def check_vault_refusal(error: VaultError) -> None:
    """A refusal of the vault has a code and a sentence that can be told."""
    assert CODE.fullmatch(error.code), error.code
    assert error.message.encode()
