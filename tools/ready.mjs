/** Builds the command where it is missing or stale; says nothing where all is well. */

/** Sentences on why it cannot be started; undefined when it is ready. Where nothing changed it takes a few ms. */
export async function makeReady() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 12)) {
    return [
      `Knockon needs Node 22.12 or newer; this is ${process.version}.`,
      '`npm ci` brings one along unless it was told to skip install scripts: run `npm ci --ignore-scripts=false`, then this again.',
    ];
  }
  try {
    const { build, isFresh, BuildError } = await import('../build.mjs');
    try {
      if (!isFresh()) await build();
    } catch (error) {
      if (error instanceof BuildError) return [error.message];
      throw error;
    }
  } catch (error) {
    if (error?.code === 'ERR_MODULE_NOT_FOUND')
      return ['The packages are not installed yet: run `npm ci` first.'];
    return [`Knockon could not be built: ${error?.message ?? error}`];
  }
  return undefined;
}
