#!/bin/sh
# Run once by the image of PostgreSQL, when its data begin.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$DATABASE_PASSWORD" -U postgres -f /roles.sql postgres
