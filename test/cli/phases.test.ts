/** A run with a fault and one without it, a run with a cure and one without it: the same time is compared. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale, Workplace } from './support/knockon.ts';
import { SMALL_SHOP } from './support/small-shop.ts';

const place = new Workplace();
const knockon = place.knockon.bind(place);

const CURED = SMALL_SHOP.replace(
  /faults:\n/,
  `$&  - { scale: stock, to: 4, when: { utilisation: stock, above: 90%, for: 1s }, for: 30s }\n`,
).replace('  stock:\n', '$&    scaling: { most: 4 }\n');
const WAITING = SMALL_SHOP.replace('at: 15s, for', 'when: { busy: web, above: 1 }, for');

beforeAll(() => {
  buildIfStale();
  place.write({
    'shop.yaml': SMALL_SHOP,
    'cured.yaml': CURED,
    'waiting.yaml': WAITING,
    'only-phases.yaml': WAITING.replace(/ {2}- \{ goodput: shoppers, during: last.*\n/, ''),
  });
}, 60_000);
afterAll(() => place.remove());

interface Phase {
  name: string;
  fromMs: number;
  toMs: number;
}

async function runOf(...args: string[]) {
  const { code, out } = await knockon(['run', ...args, '--json']);
  const { runs, experiments = [] } = JSON.parse(out);
  return { code, ...[...experiments, ...runs][0] };
}

const DIVIDED = ['before-faults 5-15', 'during-faults 15-25', 'after-faults 25-40'];
const spansOf = (phases: readonly Phase[]) =>
  phases.map(({ name, fromMs, toMs }) => `${name} ${fromMs / 1000}-${toMs / 1000}`);

describe.concurrent('the phases of a run', () => {
  it('are those of its fault where the fault is left out, and expectations of them are judged', async () => {
    const run = await runOf('shop.yaml', '--without', 'slow-stock');
    expect(spansOf(run.phases)).toEqual(DIVIDED);
    const [before, during] = run.expectations;
    expect(before.standing).toBe('held');
    // the fault has gone, and with it what was expected of its time: that is observed, not missing
    expect(during.sentence).toMatch(
      /^goodput of shoppers during the faults was 9\d(\.\d+)?%, expected below 80%$/,
    );
  });

  it('are the same with a cure and without it, of one seed and of many', async () => {
    for (const without of [[], ['--without', 'scale-stock']])
      for (const seeds of [[], ['--seeds', '2']])
        expect(spansOf((await runOf('cured.yaml', ...without, ...seeds)).phases)).toEqual(DIVIDED);
  });

  it('are not known where the fault that is left out waits: what they are asked is not judged, and nothing failed', async () => {
    for (const seeds of [[], ['--seeds', '2']]) {
      const run = await runOf('waiting.yaml', '--without', 'slow', ...seeds);
      expect(run.code).toBe(0);
      expect(run.phases.map(({ name }: Phase) => name)).toEqual(['whole']);
      const standings = run.expectations.map(({ standing }: { standing: string }) => standing);
      expect(standings).toEqual(['not-judged', 'not-judged', 'held']);
      const { code, out } = await knockon(['run', 'only-phases.yaml', '--without', 'slow', ...seeds]);
      expect(code).toBe(0);
      expect(out.replace(/\s+/g, ' ')).toContain(
        '2 not judged (a fault that was left out waits for something, so its time is not known)',
      );
    }
  });

  it('are told with their times where the line of the faults does not show them', async () => {
    const pageOf = async (...args: string[]) => (await knockon(['run', ...args])).out.replace(/\s+/g, ' ');
    const spans = 'before 5s to 15s, during 15s to 25s, after 25s to 40s';
    expect(await pageOf('shop.yaml')).not.toContain(spans);
    expect(await pageOf('shop.yaml', '--without', 'slow')).toContain(`phases ${spans}`);
    expect(await pageOf('cured.yaml')).toContain(`phases ${spans}`);
    expect(await pageOf('cured.yaml', '--reporter', 'markdown')).toContain(`Phases: ${spans}.`);
    expect(await pageOf('cured.yaml', '--seeds', '2')).toContain(`Phases: ${spans}.`);
  });

  it('are known to a check as they are to a run', async () => {
    for (const file of ['shop.yaml', 'cured.yaml', 'waiting.yaml'])
      expect((await knockon(['check', file, '--without', 'slow'])).code).toBe(0);
  });
});
