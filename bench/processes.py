"""What more processes bring: submissions and mailboxes by one, two and four processes of `vouchsafe serve --workers`.

python -m bench.processes [--workers 1 2 4] [--each 500] [--connections 16]
"""

import argparse

from bench.drive import measured
from bench.figures import keep, show
from bench.station import Station, running_station
from bench.submission import Pile


def run(station: Station, workers: list[int], each: int, connections: int) -> dict[str, dict[str, float]]:
    """Every figure, by how many processes there are."""
    pile = Pile(f"report.localhost:{station.port}")
    found: dict[str, dict[str, float]] = {}
    for count in workers:
        with station.served(count):
            measured(station, iter(pile.submissions(20 * count)), connections)
            found[f"submission, {count} processes"] = measured(station, iter(pile.submissions(each)), connections)
            found[f"receipt look-up, {count} processes"] = measured(station, pile.look_ups(each), connections)
    return found


def main() -> None:
    """Run it, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--each", type=int, default=500)
    parser.add_argument("--connections", type=int, default=16)
    asked = parser.parse_args()
    with running_station() as station:
        found = run(station, asked.workers, asked.each, asked.connections)
    for name, figures in found.items():
        show(name, list(figures.items()))
    keep("processes", found)


if __name__ == "__main__":
    main()
