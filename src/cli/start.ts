/** The door of the command. Node may keep what it compiles: half of a short start is reading our own code. */
// as a namespace: a name that an older Node lacks would end the start before anything could be said
import * as nodeModule from 'node:module';
import { WRONG } from './exit-codes.ts';
import { tooOldNode } from './node-version.ts';

const problem = tooOldNode(process.versions.node);
if (problem === undefined) {
  nodeModule.enableCompileCache();
  await import('./main.ts');
} else {
  process.stderr.write(problem);
  process.exitCode = WRONG;
}
