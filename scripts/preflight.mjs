// Fails loudly when the scripts would run on another Node than the lockfile's: type stripping needs 24.
// Written so that any Node can run it.
var major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  console.error(
    "This is Node " +
      process.versions.node +
      "; the workspace needs Node 24, and the lockfile has none for this platform. " +
      "Install the version named in .nvmrc and try again.",
  );
  process.exit(1);
}
