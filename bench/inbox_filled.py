"""What `bench.inbox` begins with, made in a process that knows Django: many reports, with nothing written in them."""

import sys

from bench.handing_filled import reports

if __name__ == "__main__":
    reports(int(sys.argv[1]), desk_keys=False)
