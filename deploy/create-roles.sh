#!/bin/bash
# Run once by the PostgreSQL image, for an empty volume: an owner of the tables, and a role for the bot that owns none.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U postgres -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" <<'SQL'
create role countersign_owner login password :'owner';
create role countersign_app login password :'app';
create database countersign owner countersign_owner;
revoke temporary, connect on database countersign from public;
grant connect on database countersign to countersign_app;
SQL
