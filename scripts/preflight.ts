// Fails loudly when the scripts would run on another Node than the lockfile's: type stripping needs 24.
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  console.error(
    `This is Node ${process.versions.node}; the workspace needs Node 24. On Linux \`pnpm install\` brings it; ` +
      "elsewhere install the version named in .nvmrc, then run the command through `pnpm`.",
  );
  process.exit(1);
}
