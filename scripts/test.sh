#!/bin/sh
# `npm test`: every check there is, on a fresh machine.
set -eu
cd "$(dirname "$0")/.."
. scripts/toolchain.sh
run_pnpm run check
