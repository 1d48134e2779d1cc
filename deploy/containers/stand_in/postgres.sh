#!/bin/sh
# What compose.yaml asks of the image's entry: its variables, its folder of first scripts, its user.
set -eu
data=/var/lib/postgresql/data
programs=/usr/lib/postgresql/15/bin

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$data" /var/run/postgresql
  chown postgres "$data" /var/run/postgresql
  chmod 700 "$data"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0"
fi

if [ ! -s "$data/PG_VERSION" ]; then
  echo "$POSTGRES_PASSWORD" > /tmp/password
  # shellcheck disable=SC2086 - words of their own
  "$programs/initdb" --username=postgres --pwfile=/tmp/password --auth-host=scram-sha-256 --auth-local=trust \
    ${POSTGRES_INITDB_ARGS:-} "$data"
  rm /tmp/password
  echo "host all all all scram-sha-256" >> "$data/pg_hba.conf"
  "$programs/pg_ctl" -D "$data" -w -o "-c listen_addresses=''" start
  for script in /docker-entrypoint-initdb.d/*.sh; do sh "$script"; done
  "$programs/pg_ctl" -D "$data" -w stop
fi
exec "$programs/postgres" -D "$data" -c listen_addresses='*'
