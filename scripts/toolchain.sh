# Sourced by scripts/run.sh: brings what the lockfile names, a Node 24 included, and leaves it first on the PATH.
# Needs Node 20 or newer, and npm. POSIX sh, so that an old Node is told so before anything asks more of it.

pnpm_version=12.21.0
bin="$PWD/node_modules/.bin"

fail() {
  echo "$1" >&2
  exit 1
}

# The version of the Node at this path, without the v; nothing when it cannot be run.
version_of() {
  version=$({ "$1" --version; } 2>/dev/null) || version=
  case $version in v[0-9]*) echo "${version#v}" ;; esac
}

# The machine's own Node: npm and pnpm put this workspace's first on the PATH.
node_at_hand() {
  (
    PATH=$(printf '%s\n' "$PATH" | tr ':' '\n' | grep -vxF -e "$bin" -e "$(pwd -P)/node_modules/.bin" | paste -s -d : -)
    command -v node
  )
}

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

own=$(node_at_hand) || own=
own_version=$(version_of "$own")
case ${own_version%%.*} in
  [0-9] | 1[0-9]) fail "This is Node $own_version ($own): Node 20 or newer is needed, with its npm." ;;
esac

# pnpm would find out by itself that nothing is to be done, but it takes seconds to do so.
if ! cmp -s pnpm-lock.yaml node_modules/.installed-lockfile; then
  [ -n "$own_version" ] || fail "There is no Node here that runs: install Node 20 or newer, with npm."
  [ -w . ] ||
    fail "$PWD cannot be written to, but the dependencies are installed there: take a copy that you may write to."
  echo "Installing the dependencies: about a minute, the first time …" >&2
  began=$(date +%s)
  run_pnpm install --frozen-lockfile >&2
  cp pnpm-lock.yaml node_modules/.installed-lockfile
  echo "Installed the dependencies in $(($(date +%s) - began)) s." >&2
fi

# The lockfile's Node is tried: it may be made for another C library (Alpine's musl), or be none for this platform.
node_version=$(version_of "$bin/node")
if ! [ "${node_version%%.*}" -ge 24 ] 2>/dev/null; then
  if [ -e "$bin/node" ] || [ -h "$bin/node" ]; then
    reason="the one that the lockfile brings ($bin/node) does not run on this machine"
  else
    reason="the lockfile brings none for this platform"
  fi
  [ "${own_version%%.*}" -ge 24 ] 2>/dev/null ||
    fail "Node 24 or newer is needed: $reason, and the one at hand is ${own_version:-none}. Install Node $(cat .nvmrc) and try again."
  # Under the name by which every program of the workspace looks for it.
  ln -sf "$own" "$bin/node" || fail "Node 24 or newer is needed: $reason, and $bin cannot be written to."
fi

PATH="$bin:$PATH"
# Nothing on the loopback is behind a proxy.
no_proxy="127.0.0.1,localhost${no_proxy:+,$no_proxy}"
NO_PROXY="127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}"
export PATH no_proxy NO_PROXY
