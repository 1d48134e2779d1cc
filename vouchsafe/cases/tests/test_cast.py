"""The cast stands on the real services, so that what it plays can happen."""

from vouchsafe.cases import directory
from vouchsafe.cases.tests.cast import House


def test_a_channels_key_holders_are_its_handlers_and_the_sheet(house: House) -> None:
    """Whoever coordinates, oversees or handles another channel is not asked to hold a report's key."""
    holders = directory.holders_of(house.organisation.id, house.channel.id)

    assert holders.handlers == {house.hana.fingerprint.hex(), house.omar.fingerprint.hex()}
    assert holders.recovery == {house.sheet.fingerprint.hex()}
    assert holders.directory_hash == house.directory().head_hash
