/** A scenario that builds on another file, and the limits of what it may read. */
import { describe, expect, it } from 'vitest';
import { codesOf, framesOf, scenarioOf, smallest } from './support/mistakes.ts';

/** A port over files that exist only here. */
function reader(files: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const read = (path: string) => {
    asked.push(path);
    return files[path];
  };
  const namesIn = (directory: string) =>
    Object.keys(files)
      .filter((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) === directory)
      .map((path) => path.slice(path.lastIndexOf('/') + 1));
  return { read: Object.assign(read, { namesIn }), asked };
}

const system = { 'systems/web.yaml': smallest('faults:\n  - { slow: web, factor: 2, at: 20s, for: 5s }\n') };

describe('a scenario that extends another file', () => {
  it('takes its keys over and lays its own upon them', () => {
    const scenario = scenarioOf(
      'extends: systems/web.yaml\ntitle: Mine\nservices: { web: { replicas: 3 } }\nrun: { length: 2m }\n',
      reader(system),
    );
    expect(scenario.title).toBe('Mine');
    expect(scenario.system.run).toMatchObject({ length: 120e9, warmup: 5e9, seed: '7' });
    expect(scenario.system.services.web).toMatchObject({ replicas: 3, concurrency: { threads: 4 } });
    expect(scenario.system.faults).toHaveLength(1);
  });

  it('replaces lists, and adds to them with a plus', () => {
    const fault = '[ { crash: web, at: 30s, for: 1s } ]';
    const replaced = scenarioOf(`extends: systems/web.yaml\nfaults: ${fault}\n`, reader(system));
    expect(replaced.system.faults?.map(({ name }) => name)).toEqual(['crash-web']);
    const added = scenarioOf(`extends: systems/web.yaml\nfaults+: ${fault}\n`, reader(system));
    expect(added.system.faults?.map(({ name }) => name)).toEqual(['slow-web', 'crash-web']);
  });

  it('replaces a choice instead of mixing two', () => {
    const scenario = scenarioOf(
      'extends: systems/web.yaml\nservices: { web: { concurrency: { async: 100 } } }\n',
      reader(system),
    );
    expect(scenario.system.services.web.concurrency).toEqual({ async: 100 });
  });

  it('shows a mistake in the file that made it', () => {
    const broken = { 'systems/web.yaml': smallest().replace('threads: 4', 'threads: many') };
    expect(
      framesOf(
        'extends: systems/web.yaml\nservices: { web: { replica: 2 } }\n',
        reader(broken),
        'dir/mine.yaml',
      ),
    ).toBe(
      [
        'error[E203]: services.web.concurrency.threads: "many" is not a whole number from 1 to 1000000',
        ' --> dir/systems/web.yaml:4:34',
        '  |',
        '3 | services:',
        '4 |   web: { concurrency: { threads: many }, operations: { home: [ { work: 2ms } ] } }',
        '  |                                  ^^^^',
        '',
        'error[E201]: unknown key "replica" in services.web',
        ' --> dir/mine.yaml:2:20',
        '  |',
        '1 | extends: systems/web.yaml',
        '2 | services: { web: { replica: 2 } }',
        '  |                    ^^^^^^^ did you mean "replicas"?',
        '  = help: known keys: replicas, scaling, zones, weights, concurrency, cores, queue, admission, cancellation, deadlines, not-idempotent, balancer, health, ejection, operations',
      ].join('\n'),
    );
  });

  it('refuses a circle', () => {
    const files = { 'a.yaml': 'extends: b.yaml\n', 'b.yaml': 'extends: a.yaml\n' };
    expect(framesOf('extends: a.yaml\n', reader(files))).toContain(
      'a circle: a.yaml extends b.yaml extends a.yaml',
    );
    expect(codesOf('extends: shop.yaml\n', reader({}))).toEqual(['E222']);
  });

  it('refuses a chain that is too long', () => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`f${i}.yaml`, `extends: f${i + 1}.yaml\n`]),
    );
    expect(codesOf('extends: f0.yaml\n', reader(files))).toEqual(['E222']);
  });

  it('never asks for a file outside its directory, or of another kind', () => {
    const outside = [
      '/etc/passwd',
      '../up.yaml',
      'a/../../up.yaml',
      'C:\\x.yaml',
      'file:///x.yaml',
      '~/x.yaml',
      'a\\..\\x.yaml',
      '.env',
      'x.json',
    ];
    for (const path of outside) {
      const port = reader({});
      expect(codesOf(`extends: '${path}'\n`, port), path).toEqual(['E221']);
      expect(port.asked, path).toEqual([]);
    }
  });

  it('says so when the file is not there, or not one', () => {
    expect(codesOf('extends: gone.yaml\n', reader({}))).toEqual(['E220']);
    expect(codesOf('extends: [a.yaml]\n', reader({}))).toEqual(['E220']);
    expect(codesOf('extends: list.yaml\n', reader({ 'list.yaml': '- a\n' }))).toEqual(['E220']);
    expect(codesOf('extends: bad.yaml\n', reader({ 'bad.yaml': 'a: [\n' }))).toEqual(['E101']);
  });

  it('is told once where its own key is misspelt, and taken over all the same', () => {
    expect(codesOf('extend: systems/web.yaml\n', reader(system))).toEqual(['E201']);
    expect(codesOf('extend: gone.yaml\n', reader(system))).toEqual(['E201', 'E220']);
  });

  it('lays its keys upon what a misspelt key of the other file holds', () => {
    const misspelt = { 'systems/web.yaml': smallest().replace('services:', 'servcies:') };
    const text = 'extends: systems/web.yaml\nservices: { web: { replicas: 3 } }\n';
    expect(codesOf(text, reader(misspelt))).toEqual(['E201']);
  });

  it('refuses to add where there is nothing to add to', () => {
    expect(codesOf(smallest('faults+: []\n'))).toEqual(['E223']);
  });
});

describe('anchors and merge keys', () => {
  it('repeat a part, and the keys beside them win', () => {
    const withMerge = smallest().replace(
      'services:\n',
      'x-base: &base { replicas: 2, concurrency: { threads: 9 } }\nservices:\n  more: { <<: *base, replicas: 5, operations: { a: [] } }\n',
    );
    expect(scenarioOf(withMerge).system.services.more).toMatchObject({
      replicas: 5,
      concurrency: { threads: 9 },
    });
  });
});

describe('a replay', () => {
  const replay = smallest().replace('{ poisson: 20/s }', '{ replay: { file: rates.csv } }');

  it('takes its rows from the file', () => {
    const { system } = scenarioOf(replay, reader({ 'rates.csv': 'time,rate\n0,10\n30,20\n' }));
    expect(system.load[0].arrivals).toMatchObject({
      replay: {
        rows: [
          [0, 10],
          [30, 20],
        ],
      },
    });
  });

  it('shows a wrong row in its file', () => {
    expect(framesOf(replay, reader({ 'rates.csv': 'time,rate\n0,10\nsoon,20\n' }))).toContain(
      ' --> rates.csv:3:1',
    );
  });

  it('says which file of that directory was probably meant', () => {
    expect(framesOf('extends: ./systems/wbe.yaml\n', reader(system))).toContain(
      'did you mean "./systems/web.yaml"?',
    );
    expect(framesOf('extends: wbe.yaml\n', reader(system))).not.toContain('did you mean');
    const text = smallest().replace('{ poisson: 20/s }', '{ replay: { file: ratse.csv } }');
    expect(framesOf(text, reader({ 'rates.csv': '', 'rates.yaml': '' }))).toContain(
      'did you mean "rates.csv"?',
    );
  });

  it('says so when there is no such file', () => {
    expect(codesOf(replay, reader({}))).toEqual(['E220']);
    expect(codesOf(replay.replace('rates.csv', '../rates.csv'), reader({}))).toEqual(['E221']);
  });
});
