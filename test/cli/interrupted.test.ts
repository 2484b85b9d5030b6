/** Ctrl-C: what is known by then is told, wherever in a command it comes. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale, Workplace } from './support/knockon.ts';
import { SMALL_SHOP } from './support/small-shop.ts';
import { readXml } from './support/xml.ts';

const place = new Workplace();
const knockon = place.knockon.bind(place);
const FILES = ['a', 'b', 'c', 'd', 'e'].map((name) => `many/${name}.yaml`);

/** The process sends itself these signals when it writes to standard output for the nth time. */
const signalled = (nth: number, ...signals: string[]) => {
  const kill = signals.map((signal) => `process.kill(process.pid,"${signal}")`).join(';');
  return {
    node: [
      '--import',
      `data:text/javascript,import{isMainThread}from"node:worker_threads";if(isMainThread){const w=process.stdout.write.bind(process.stdout);let n=0;process.stdout.write=(...a)=>{if(++n===${nth}){${kill}}return w(...a)}}`,
    ],
  };
};

/** The same as soon as it listens for signals. */
const signalledAtOnce = (...signals: string[]) => {
  const kill = signals.map((signal) => `process.kill(process.pid,"${signal}")`).join(';');
  return {
    node: [
      '--import',
      `data:text/javascript,import{isMainThread}from"node:worker_threads";if(isMainThread){const t=setInterval(()=>{if(process.listenerCount("SIGINT")>0){clearInterval(t);${kill}}},1);t.unref()}`,
    ],
  };
};

beforeAll(() => {
  buildIfStale();
  place.write({ 'shop.yaml': SMALL_SHOP, ...Object.fromEntries(FILES.map((file) => [file, SMALL_SHOP])) });
}, 60_000);
afterAll(() => place.remove());

describe.concurrent('an interrupted command', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])(
    'that runs many files tells of those it ran, in every report, when %s comes between two',
    async (signal, code) => {
      const reports = ['--reporter', `text,junit:${signal}.xml,json:${signal}.json`];
      const answer = await knockon(['run', ...FILES, ...reports], signalled(2, signal));
      expect(answer.code).toBe(code);
      expect(answer.out).toContain('3 scenarios: 1 stopped, 2 as expected');
      expect(answer.out).toContain('stopped: ');
      expect(answer.err).toBe('2 scenarios after that were not run\n');
      const suites = readXml(readFileSync(place.path(`${signal}.xml`), 'utf8')).children;
      expect(suites.map(({ attributes }) => attributes.errors)).toEqual(['0', '0', '1']);
      const { runs } = JSON.parse(readFileSync(place.path(`${signal}.json`), 'utf8'));
      expect(runs.map(({ stopped }: { stopped: unknown }) => stopped)).toMatchObject([
        null,
        null,
        { by: signal },
      ]);
    },
  );

  it('that runs many files with many seeds does so, too', async () => {
    const args = ['run', ...FILES, '--seeds', '2', '--reporter', 'text,junit:seeds.xml'];
    const { code, out, err } = await knockon(args, signalled(1, 'SIGINT'));
    expect(code).toBe(130);
    expect(out).toContain('2 scenarios: 1 stopped, 1 as expected');
    expect(err).toBe('3 scenarios after that were not run\n');
    const suites = readXml(readFileSync(place.path('seeds.xml'), 'utf8')).children;
    expect(suites.map(({ attributes }) => attributes.errors)).toEqual(['0', '1']);
  });

  it('says by its exit code that it was, though the last run was over', async () => {
    const { code, out } = await knockon(['run', 'shop.yaml'], signalled(1, 'SIGINT'));
    expect(code).toBe(130);
    expect(out).toContain('all 3 expectations held');
  });

  it('ends at once when a second signal comes', async () => {
    const signals = signalledAtOnce('SIGINT', 'SIGTERM');
    const { code, out } = await knockon(['run', 'shop.yaml', '--until', '100d'], signals);
    expect([130, 143]).toContain(code);
    expect(out).toBe('');
  });

  it('that checks tells of what it has checked', async () => {
    const { code, out, err } = await knockon(['check', ...FILES], signalled(2, 'SIGINT'));
    expect(code).toBe(130);
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    expect(err).toContain('stopped: interrupted by hand, after 2 of 5 scenarios\n');
  });

  it('that verifies tells what it has found, and does not claim the rest', async () => {
    const page = await knockon(['verify', '--quick', 'laws'], signalledAtOnce('SIGINT'));
    expect(page.code).toBe(130);
    expect(page.out).toMatch(/! stopped after \d+ of \d+ checks/);
    const json = await knockon(['verify', '--quick', 'laws', '--json'], signalledAtOnce('SIGTERM'));
    expect(json.code).toBe(143);
    const { holds, asked, laws } = JSON.parse(json.out);
    expect(holds).toBe(false);
    expect(laws.length).toBeLessThan(asked);
  });
});
