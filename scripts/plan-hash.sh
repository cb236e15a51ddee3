#!/usr/bin/env bash
# Prints the SHA-256 of a kept plan, of all that an apply of it reads, and of what tells the CLI whose outputs to read
# afterwards: scripts/plan-hash.sh message-handler-dev
set -euo pipefail
cd "$(dirname "$0")/../cdktf.out/stacks/$1"
# .terraform is made anew by init, by the lock file that counts here.
find . ../../manifest.json -path ./.terraform -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
