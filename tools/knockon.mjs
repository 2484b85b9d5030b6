/** `npm run knockon`: the command of this checkout as its sources are now. */
import { makeReady } from './ready.mjs';

const trouble = await makeReady();
if (trouble === undefined) await import('../dist/knockon.js');
else {
  console.error(trouble.join('\n'));
  process.exitCode = 1;
}
