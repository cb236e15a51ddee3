#!/usr/bin/env bash
# Applies the plan that `cdktf diff` kept of a stack, and no other: scripts/apply-plan.sh message-handler-dev [SHA256]
# With a hash, which an empty one is, too, only the plan of which scripts/plan-hash.sh printed it.
set -euo pipefail
if [ $# -gt 1 ]; then
  # By itself, so that a hash which cannot be made ends this: an empty one would equal an empty one.
  hash=$("$(dirname "$0")/plan-hash.sh" "$1")
  if [ "$2" != "$hash" ]; then
    echo "This is not the plan that was approved. Nothing was done: re-run the job that plans." >&2
    exit 1
  fi
fi
cd "$(dirname "$0")/../cdktf.out/stacks/$1"
terraform=${TERRAFORM_BINARY_NAME:-terraform}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

"$terraform" init -input=false
# -i: what Ctrl-C ends is Terraform, in good order; a tee that went first would end it at once.
if "$terraform" apply -input=false plan 2>&1 | tee -i "$log"; then exit; fi

grep -q 'Saved plan is stale' "$log" || exit 1
# Perhaps an earlier attempt of the same job applied it and failed after that.
if "$terraform" plan -input=false -detailed-exitcode >"$log" 2>&1; then
  echo "This plan was applied before, and nothing is left to change."
  exit
fi
cat "$log"
echo "The state was changed since this plan was made, by another deployment or by this one before it failed." >&2
echo "Nothing was done. Plan again: in GitHub, re-run the job that plans; what depends on it runs again, too." >&2
exit 1
