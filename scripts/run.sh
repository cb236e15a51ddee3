#!/bin/sh
# Runs a command with the tools of the lockfile, Node included, which it installs first where they are missing:
# scripts/run.sh node x.ts
set -eu
# Where the person is: relative paths among the arguments are meant from there.
export INIT_CWD="${INIT_CWD:-$PWD}"
cd "$(dirname "$0")/.."
. scripts/toolchain.sh
# exec: a signal to this process reaches the command itself.
exec "$@"
