/**
 * Lets Node run the benchmarks' TypeScript without its own stripper of types: that is a WebAssembly
 * program, and the first array buffer it lets go of makes V8 ask at every access to any typed array
 * whether its buffer is still there, for as long as the process lives. The command as it is shipped
 * never loads it, so what is measured must not, either: it cost 3 to 8 % of a run.
 *
 *   node --import ./bench/plain.mjs bench/engine.ts
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

registerHooks({
  load(url, context, next) {
    const loader = /\.(tsx?)$/.exec(url)?.[1];
    if (loader === undefined) return next(url, context);
    const text = readFileSync(fileURLToPath(url), 'utf8');
    const { code } = transformSync(text, { loader, jsx: 'automatic', sourcefile: url, sourcemap: 'inline' });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
