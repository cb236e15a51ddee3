# Sourced by the scripts that a person runs with npm: brings what the lockfile names, and nothing else.
# Needs Node 20 or newer and npm. Leaves the workspace's Node first on the PATH.

pnpm_version=12.21.0

# In the background and waited for, because a shell attends to signals only then.
run_pnpm() {
  if [ "$(pnpm --version 2>/dev/null)" = "$pnpm_version" ]; then
    pnpm "$@" &
  else
    npm exec --yes --package="pnpm@$pnpm_version" -- pnpm "$@" &
  fi
  running=$!
  trap 'stop_tree "$running"; exit 143' HUP INT TERM
  wait "$running"
  trap - HUP INT TERM
}

# npm exec does not pass signals on: its children are ended one by one.
stop_tree() {
  for child in $(ps -o pid= --ppid "$1" 2>/dev/null || pgrep -P "$1"); do stop_tree "$child"; done
  kill -TERM "$1" 2>/dev/null || true
}

# pnpm would find out by itself that nothing is to be done, but it takes seconds to do so.
if ! cmp -s pnpm-lock.yaml node_modules/.installed-lockfile; then
  echo "Installing the dependencies …" >&2
  run_pnpm install --frozen-lockfile >&2
  cp pnpm-lock.yaml node_modules/.installed-lockfile
fi

PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node scripts/preflight.mjs
