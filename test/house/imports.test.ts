import { describe, expect, test } from 'vitest';
import { againstTable, circles, importsOf, offeredInVain, unreached } from './imports.ts';
import { readTree, type Source } from './source.ts';
import { doors, table, tops } from './table.ts';

const isCode = /\.tsx?$/;

describe('the rooms of the house', () => {
  const house = readTree(['src']).filter((source) => isCode.test(source.path));

  test('every file imports only what the table allows its room', () => {
    expect(againstTable(house, table, tops).join('\n')).toBe('');
  });

  test('every room of the table is there', () => {
    const empty = table.filter(({ room }) => !house.some(({ path }) => path.startsWith(`src/${room}/`)));
    expect(empty.map(({ room }) => room)).toEqual([]);
  });

  test('no two files need each other to load', () => {
    expect(circles(house).join('\n')).toBe('');
  });

  test('every file is needed by somebody', () => {
    const standing = doors.filter((door) => house.some((source) => source.path === door));
    if (standing.length === doors.length) return expect(unreached(house, doors).join('\n')).toBe('');
    // While one of the ways in is still missing, a room's own door, a test or a measurement is reason enough.
    const scaffold = readTree(['test', 'bench']).filter((source) => isCode.test(source.path));
    const rooms = house.filter((source) => source.path.endsWith('/index.ts'));
    const entries = [...scaffold, ...rooms].map((source) => source.path);
    expect(unreached([...house, ...scaffold], entries).join('\n')).toBe('');
  });
});

describe('the doors of the rooms', () => {
  test('offer only what somebody outside takes', () => {
    const house = readTree(['src', 'bench', 'tools']).filter((source) => isCode.test(source.path));
    expect(offeredInVain(house, doors).join('\n')).toBe('');
  });
});

describe('the rules about imports find', () => {
  /** A little project: a path and its text, twice and more. */
  function project(files: Record<string, string>): Source[] {
    return Object.entries(files).map(([path, text]) => ({ path, text }));
  }

  test('an import that reaches into another room', () => {
    const found = againstTable(
      project({
        'src/sim/machine/call.ts': "/** Calls. */\nimport { ledger } from '../observe/ledger.ts';\n",
        'src/sim/observe/ledger.ts': 'export const ledger = 1;\n',
      }),
      table,
      tops,
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^src\/sim\/machine\/call\.ts:2 imports \.\.\/observe\/ledger\.ts: .* It may import base/,
    );
  });

  test('a type taken from a room above', () => {
    const found = againstTable(
      project({
        'src/base/ring.ts': "import type { Plan } from '../sim/index.ts';\n",
        'src/sim/index.ts': '',
      }),
      table,
      tops,
    );
    expect(found.join()).toContain(
      'src/base/ring.ts:1 imports ../sim/index.ts: base (tools without a domain)',
    );
  });

  test('a way into the simulator that is not its door', () => {
    const files = {
      'src/present/flow.ts': "export { run } from '../sim/machine/run.ts';\n",
      'src/sim/machine/run.ts': '',
    };
    expect(againstTable(project(files), table, tops).join()).toContain(
      'present (from a run, or many, to plain view data)',
    );
    const door = {
      'src/present/flow.ts': "export { run } from '../sim/index.ts';\n",
      'src/sim/index.ts': '',
    };
    expect(againstTable(project(door), table, tops)).toEqual([]);
  });

  test('a package outside the room that receives it', () => {
    const found = againstTable(
      project({ 'src/report/text.ts': "const ink = await import('ink');\n" }),
      table,
      tops,
    );
    expect(found.join()).toContain('src/report/text.ts:1 imports ink: npm:ink is not received in report');
  });

  test('a part of Node in a screen', () => {
    const found = againstTable(
      project({ 'src/ui/app.tsx': "import { readFileSync } from 'node:fs';\n" }),
      table,
      tops,
    );
    expect(found.join()).toContain('node:fs is not received in ui');
  });

  test('anything that imports the command line', () => {
    const files = { 'src/ui/app.tsx': "import { exit } from '../cli/exit.ts';\n", 'src/cli/exit.ts': '' };
    expect(againstTable(project(files), table, tops).join()).toContain('nobody imports cli');
  });

  test('one story that knows another', () => {
    const files = {
      'src/sim/fault/slow.ts': "import { retry } from '../policy/retry.ts';\n",
      'src/sim/policy/retry.ts': '',
    };
    expect(againstTable(project(files), table, tops).join()).toContain('does not know sim/policy');
  });

  test('a file that goes through its own door', () => {
    const files = {
      'src/fields/share.ts': "import { name } from './index.ts';\n",
      'src/fields/index.ts': '',
    };
    expect(againstTable(project(files), table, tops).join()).toContain('import the sibling itself');
  });

  test('a file that is not there', () => {
    const found = againstTable(
      project({ 'src/base/ring.ts': "import { x } from './deque';\n" }),
      table,
      tops,
    );
    expect(found.join()).toContain('there is no src/base/deque');
  });

  test('a file in no room', () => {
    expect(againstTable(project({ 'src/utils/x.ts': '' }), table, tops).join()).toContain('lies in no room');
  });

  test('a circle of values, but not one of types', () => {
    const a = "import { b } from './b.ts';\nexport const a = b;\n";
    const values = circles(project({ 'src/base/a.ts': a, 'src/base/b.ts': "export { a } from './a.ts';\n" }));
    expect(values).toHaveLength(1);
    expect(values[0]).toContain('src/base/a.ts:1 -> src/base/b.ts:1 -> src/base/a.ts is a circle');
    expect(
      circles(project({ 'src/base/a.ts': a, 'src/base/b.ts': "import type { a } from './a.ts';\n" })),
    ).toEqual([]);
  });

  test('files that only need each other', () => {
    const found = unreached(
      project({
        'src/cli/main.ts': "import '../base/used.ts';\n",
        'src/base/used.ts': "new Worker(new URL('./worker.ts', import.meta.url));\n",
        'src/base/worker.ts': '',
        'src/base/lost.ts': "import './island.ts';\n",
        'src/base/island.ts': "import './lost.ts';\n",
      }),
      ['src/cli/main.ts'],
    );
    expect(found.map((sentence) => sentence.split(':')[0])).toEqual([
      'src/base/lost.ts',
      'src/base/island.ts',
    ]);
  });

  test('what a door offers in vain, but no type', () => {
    const found = offeredInVain(
      project({
        'src/draw/index.ts': "export { a, b as c, type D } from './a.ts';\nexport const e = 1;\n",
        'src/draw/a.ts': 'export const a = 1;\nexport const b = a;\nexport interface D {}\n',
        'src/ui/page.ts': "import { c } from '../draw/index.ts';\n",
      }),
      [],
    );
    expect(found.map((sentence) => sentence.split(',')[0])).toEqual([
      'src/draw/index.ts:1 offers a',
      'src/draw/index.ts:1 offers e',
    ]);
  });

  test('every way to write an import, and none in a comment or a template', () => {
    const text = [
      "import { type A, b } from './a.ts';",
      "import type { C } from './c.ts';",
      "export * from './d.ts';",
      'export {',
      '  e,',
      "} from './e.ts';",
      "import './f.ts';",
      "const g = await import('./g.ts');",
      "// import './no.ts';",
      '/* \nimport "./no.ts"; */',
      "const text = `\nimport './no.ts';\n`;",
      'const match = /[\'"]/.test("import \'./no.ts\'");',
    ].join('\n');
    const found = importsOf({ path: 'src/base/x.ts', text });
    expect(found.map((each) => [each.line, each.name, each.kind])).toEqual([
      [1, './a.ts', 'value'],
      [2, './c.ts', 'type'],
      [3, './d.ts', 'value'],
      [4, './e.ts', 'value'],
      [7, './f.ts', 'value'],
      [8, './g.ts', 'later'],
    ]);
  });
});
