/**
 * Bundles the command and the simulator into dist/. Run it as `node build.mjs`; `--if-stale` builds
 * only when a source file is newer than the last build.
 *
 * The bundle is split so that a headless run loads no part of the terminal UI: Ink and React cost a
 * headless start three times its length. The build fails when a static import lets them back in.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const outdir = 'dist';

/**
 * What the world may start or import: the file in dist/ (without .js) and the source it comes from. The
 * command's door opens `room` at once, which may load no screen.
 */
const doors = [
  { out: 'knockon', source: 'src/cli/start.ts', room: 'src/cli/main.ts' },
  { out: 'sim', source: 'src/sim/index.ts' },
  { out: 'worker', source: 'src/experiment/worker.ts' },
];

/** Code that only an interactive command may load. */
const screenOnly = /(^|\/)node_modules\/(ink|react|react-reconciler|scheduler|yoga-layout)\/|^src\/ui\//;

/** esbuild options that make the engine faster. The benchmark bundles with them too. */
export const fast = {
  // Folds constants and drops dead branches, but keeps names, so a stack trace can be read.
  minifySyntax: true,
  // A field declared without a value would be born undefined and get its value later: then V8 knows
  // neither its type nor that it never changes, and checks both at each access. A tenth of a run.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, jsx: 'react-jsx' } },
};

/** zod brings its messages in fifty languages; we write our own, and a start need not read theirs. */
const englishOnly = {
  name: 'english-only',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * esbuild writes the top-level `const` of a module as `var`. V8 builds the value of a `const` into
 * the code, but looks a `var` up at every use, which the engine's column numbers would pay for with a
 * sixth of a run. So in the engine's modules it becomes `const` again. They have no top-level `let`,
 * for all state is registered, and no circles of imports, so nothing is read before it is written.
 */
export function keepConst(code) {
  let isEngine = false;
  return code
    .split('\n')
    .map((line) => {
      const module = /^\/\/ (\S+\.(?:[cm]?[jt]sx?|json))$/.exec(line);
      if (module) isEngine = /^(\.\.\/)*src\/(sim|base)\//.test(module[1]);
      return isEngine && line.startsWith('var ') ? `const ${line.slice(4)}` : line;
    })
    .join('\n');
}

/** Bundles every door whose source exists and resolves to the files written. Throws a BuildError. */
export async function build() {
  const { build: bundle } = await import('esbuild');
  const present = [];
  for (const door of doors) {
    if (existsSync(join(root, door.source))) present.push(door);
    else console.error(`build: ${door.source} does not exist yet, so dist/${door.out}.js is not built`);
  }
  if (present.length === 0) return [];

  let result;
  try {
    result = await bundle({
      absWorkingDir: root,
      entryPoints: Object.fromEntries(present.map((door) => [door.out, door.source])),
      outdir,
      chunkNames: 'chunks/[name]-[hash]',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      ...fast,
      plugins: [englishOnly],
      sourcemap: 'linked',
      sourcesContent: false,
      define: { 'process.env.NODE_ENV': '"production"' },
      // Ink asks for it only when DEV=true.
      external: ['react-devtools-core'],
      // Some packages are CommonJS inside; in an ES module they need a `require`.
      banner: {
        js: "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);",
      },
      metafile: true,
      write: false,
      logLevel: 'warning',
    });
  } catch (error) {
    // esbuild has already printed what is wrong and where.
    if (Array.isArray(error?.errors)) throw new BuildError('build: the sources do not bundle; see above');
    throw error;
  }

  for (const door of present.filter((each) => each.room)) {
    const { outputs } = result.metafile;
    const opened = Object.keys(outputs).find((output) => outputs[output].entryPoint === door.room);
    const stray = strayScreen(result.metafile, opened);
    if (stray) throw new BuildError(straySentence(result.metafile, door, stray));
  }
  const texts = new Map(
    result.outputFiles.map((file) => [
      relative(root, file.path),
      file.path.endsWith('.js') ? keepConst(file.text) : file.text,
    ]),
  );
  for (const door of present.filter((each) => each.room)) addShebang(texts, `${outdir}/${door.out}.js`);
  await rm(join(root, outdir), { recursive: true, force: true });
  for (const [path, text] of texts) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
  return [...texts.keys()];
}

/** Whether every file in dist/ is there and at least as new as everything it is made from. Takes a few ms. */
export function isFresh() {
  const sources = newest(['src', 'package.json', 'package-lock.json', 'build.mjs']);
  for (const door of doors) {
    const isMade = existsSync(join(root, door.source));
    if (isMade && newest([`${outdir}/${door.out}.js`]) < sources) return false;
  }
  return true;
}

/** A reason not to build that the reader can do something about: shown without a stack. */
export class BuildError extends Error {}

/** The first screen-only source that starting `output` would load, or undefined. */
export function strayScreen(metafile, output) {
  const seen = new Set([output]);
  for (const file of seen) {
    const chunk = metafile.outputs[file];
    if (!chunk) continue;
    const stray = Object.keys(chunk.inputs).find((input) => screenOnly.test(input));
    if (stray) return stray;
    for (const link of chunk.imports) if (link.kind === 'import-statement') seen.add(link.path);
  }
  return undefined;
}

function straySentence(metafile, door, stray) {
  const path = staticPath(metafile, door.room, stray).join('\n  -> ');
  return [
    `build: dist/${door.out}.js would load ${stray} on every start, headless runs included.`,
    `  ${path}`,
    'Reach the terminal UI with a dynamic import where a terminal is wanted: const { play } = await import(…).',
  ].join('\n');
}

/** The shortest chain of static imports from one source to another. */
function staticPath(metafile, from, to) {
  const cameFrom = new Map([[from, undefined]]);
  for (const file of cameFrom.keys()) {
    if (file === to) break;
    for (const link of metafile.inputs[file]?.imports ?? []) {
      if (link.kind !== 'dynamic-import' && !cameFrom.has(link.path)) cameFrom.set(link.path, file);
    }
  }
  const path = [];
  for (let file = to; file !== undefined; file = cameFrom.get(file)) path.unshift(file);
  return path;
}

function addShebang(texts, path) {
  const code = texts.get(path);
  if (code.startsWith('#!')) return;
  texts.set(path, `#!/usr/bin/env node\n${code}`);
  // The new line moves everything down by one; in a source map one semicolon is one line.
  const map = JSON.parse(texts.get(`${path}.map`));
  texts.set(`${path}.map`, JSON.stringify({ ...map, mappings: `;${map.mappings}` }));
}

/** When the newest of these files and folders was changed, everything inside included; 0 for none. */
function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const entry = statSync(join(root, path), { throwIfNoEntry: false });
    if (entry === undefined) continue;
    // A folder's own time counts too: it tells of a file that was removed.
    latest = Math.max(latest, entry.mtimeMs);
    if (entry.isDirectory()) {
      const inside = readdirSync(join(root, path)).map((name) => `${path}/${name}`);
      latest = Math.max(latest, newest(inside));
    }
  }
  return latest;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (!process.argv.includes('--if-stale') || !isFresh()) {
      const written = await build();
      const code = written.filter((path) => path.endsWith('.js'));
      console.error(`build: ${code.length} files in ${outdir}/`);
    }
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
