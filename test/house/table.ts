/**
 * Who may import whom, as data: one row a room. The test in imports.test.ts holds every file of src/
 * against it. A rule that no longer serves is changed here and in docs/ together.
 */

export interface Room {
  /** A folder of src/. A file belongs to the row with the longest matching name. */
  readonly room: string;
  /** What the folder is for, in a few words: the error message says it. */
  readonly is: string;
  /**
   * What its files may import, besides each other: a folder or a file of src/, `npm:name` for a package,
   * `node:name` for one part of Node, `node:` for all of it, `*` for everything.
   */
  readonly may: readonly string[];
}

/** The only file of sim/ that the other rooms may import. */
const simDoor = 'sim/index.ts';

/** Every member of a catalog compiles down to the closed core, so no story knows another one. */
function catalog(name: string, is: string): Room {
  const may = ['base', 'fields', 'sim/terms', 'sim/kernel', 'npm:zod'];
  // The one exception: a length drawn at random (a think time, a delay) is a word of every story.
  const lengths = name === 'dist' ? [] : ['sim/dist/contract.ts', 'sim/dist/index.ts'];
  return { room: `sim/${name}`, is, may: [...may, ...lengths] };
}

const catalogs = [
  catalog('policy', 'one policy a file'),
  catalog('fault', 'one fault a file'),
  catalog('broker', 'one broker a file'),
  catalog('balancer', 'one balancer a file'),
  catalog('workload', 'one workload a file'),
  catalog('dist', 'one distribution a file'),
];

export const table: readonly Room[] = [
  { room: 'base', is: 'tools without a domain', may: ['npm:get-east-asian-width'] },
  {
    room: 'fields',
    is: 'the words a YAML value may be',
    may: ['base', 'npm:zod', 'npm:fastest-levenshtein'],
  },

  { room: 'sim', is: 'the door of the simulator', may: ['base', 'fields', 'sim'] },
  { room: 'sim/terms', is: 'the closed core: types and tables', may: ['base'] },
  { room: 'sim/kernel', is: 'time, order, luck and state', may: ['base', 'sim/terms', 'npm:seedrandom'] },
  ...catalogs,
  {
    room: 'sim/machine',
    is: 'the physics: knows the contracts of the catalogs, never a member',
    may: [
      'base',
      'sim/terms',
      'sim/kernel',
      ...catalogs.map((each) => `${each.room}/contract.ts`),
      // A policy may stand at either side of a call, and each side has its contract.
      'sim/policy/gate-contract.ts',
    ],
  },
  { room: 'sim/observe', is: 'what is written down about a run', may: ['base', 'sim/terms', 'sim/kernel'] },
  {
    room: 'sim/spec',
    is: 'the shape of what the machine runs, put together from the catalogs',
    // A fault may wait for any metric, so the shape of a scenario knows their names.
    may: [
      'base',
      'fields',
      'sim/terms',
      'sim/metrics.ts',
      ...catalogs.map((each) => `${each.room}/index.ts`),
      'npm:zod',
    ],
  },
  {
    room: 'sim/plan',
    is: 'from a spec to a plan',
    may: [
      'base',
      'fields',
      'sim/terms',
      'sim/kernel',
      'sim/machine',
      'sim/spec',
      'sim/metrics.ts',
      'sim/observe/subjects.ts',
      ...catalogs.map((each) => each.room),
      'npm:seedrandom',
    ],
  },

  {
    room: 'scenario',
    is: 'from text to a checked spec',
    may: ['base', 'fields', simDoor, 'npm:yaml', 'npm:zod'],
  },
  {
    room: 'lint',
    is: 'what arithmetic finds in a scenario, one rule a file',
    may: ['base', 'fields', simDoor, 'scenario/index.ts', 'present/words.ts'],
  },
  {
    room: 'verify',
    is: 'theory, documents and laws beside the engine',
    may: ['base', simDoor, 'verify/formulas'],
  },
  { room: 'verify/formulas', is: 'closed forms, which know nothing of the engine', may: [] },
  {
    room: 'experiment',
    is: 'many runs, in worker threads',
    may: ['base', simDoor, 'node:worker_threads', 'node:os', 'node:url'],
  },
  {
    room: 'present',
    is: 'from a run, or many, to plain view data',
    may: ['base', simDoor, 'experiment', 'scenario/say-metric.ts'],
  },
  { room: 'draw', is: 'cells, without a domain', may: ['base'] },
  {
    room: 'ui',
    is: 'the terminal: what it shows comes from present, how it looks from draw',
    may: ['base', simDoor, 'present', 'draw', 'npm:react', 'npm:ink', 'node:stream', 'node:events'],
  },
  {
    room: 'report',
    is: 'the same data the screen has, as files',
    may: ['base', 'present', 'draw', 'verify/findings.ts', 'npm:picocolors'],
  },
  { room: 'cli', is: 'the only place with files, exit codes and the process', may: ['*'] },
];

/** Nobody imports these rooms, whatever a row says. */
export const tops: readonly string[] = ['cli'];

/** Where the world comes in: every other file must be reachable from here, or nobody needs it. */
export const doors: readonly string[] = ['src/cli/start.ts', 'src/sim/index.ts'];
