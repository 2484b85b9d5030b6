/**
 * Whether the Node that was started can run the command. An older one would stop at a syntax error in our
 * own code, which tells nobody what to do.
 */

/** The oldest Node, major and minor, that runs the command: that of `engines` in package.json. */
export const OLDEST_NODE: readonly [number, number] = [22, 12];

/** What to tell where a Node of this version (`20.20.2`) is too old; nothing where it will do. */
export function tooOldNode(version: string): string | undefined {
  const [major, minor] = version.split('.').map(Number);
  const [oldest, oldestMinor] = OLDEST_NODE;
  if (major > oldest || (major === oldest && minor >= oldestMinor)) return undefined;
  return (
    `error: knockon needs Node ${OLDEST_NODE.join('.')} or later, and this is Node ${version}\n` +
    '  = help: install a newer Node; in a checkout, npm run --silent knockon -- … brings its own\n'
  );
}
