# Sourced by the scripts that a person runs with npm: brings what the lockfile names, and nothing else.
# Needs Node 20 or newer and npm. Leaves the workspace's Node first on the PATH.

pnpm_version=12.21.0

run_pnpm() {
  if [ "$(pnpm --version 2>/dev/null)" = "$pnpm_version" ]; then
    pnpm "$@"
  else
    npm exec --yes --package="pnpm@$pnpm_version" -- pnpm "$@"
  fi
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
