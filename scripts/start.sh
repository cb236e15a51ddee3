#!/bin/sh
# `npm start`: the whole system on the loopback. Options: npm start -- --help
set -eu
cd "$(dirname "$0")/.."
. scripts/toolchain.sh
# exec: a signal to this process reaches the local cloud itself.
exec node scripts/start.ts "$@"
