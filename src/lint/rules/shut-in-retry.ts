/** L120: a retry whose only timeout lies around it, so that it can never follow a timeout. */
import { sayLength } from '../../present/words.ts';
import { chainAt } from '../preset-at.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart } from '../say.ts';
import { type CallSite, courseOf, type Sketch, triesAgainAfterSilence, type Wrap } from '../sketch/index.ts';

export const shutInRetry: Rule = {
  code: 'L120',
  title: 'A retry that never follows a timeout',
  // Envoy's reference of routes says the same of its own: RetryPolicy, per_try_timeout.
  about:
    'Of the policies around a call the first one is the outermost. A timeout before a retry is the time for all attempts together, and where nothing inside of the retry limits each of them, one attempt without an answer takes all of it: the retry acts on errors that are told in time, and on nothing else. Envoy does the same without `per_try_timeout`. A retry that is meant for errors alone says so by its `on`. Nothing is said where a hedge or another retry makes a second attempt of what is slow.',
  formula: 'one attempt without an answer ≥ timeout around all attempts',
  cure: 'The retry before the timeout, which is then the limit of each attempt; or one more timeout inside of the retry.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          timeout: 500ms
          retry: { attempts: 3 }
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: [
      'timeout: 500ms\n          retry: { attempts: 3 }',
      'retry: { attempts: 3 }\n          timeout: 500ms',
    ],
  },
  find: (sketch) => sketch.wiring.sites.flatMap((site) => findIn(sketch, site)),
};

function findIn({ scenario }: Sketch, { chain, callee }: CallSite): Finding[] {
  const at = chain.findIndex(triesAgainAfterSilence);
  if (at < 0 || chain.some(({ trait }) => trait.hedge !== undefined)) return [];
  const outside = chain.slice(0, at).filter(({ trait }) => trait.timeout !== undefined);
  const isAlone = chain.slice(at + 1).every(({ trait }) => trait.timeout === undefined);
  const limit = Math.min(...outside.map(({ trait }) => trait.timeout ?? Number.NaN));
  if (!isAlone || !Number.isFinite(limit)) return [];
  const retry = chain[at];
  const attempts = retry.trait.retry?.attempts ?? 1;
  const around = outside.find(({ trait }) => trait.timeout === limit) ?? outside[0];
  const isTimeout = around.name === 'timeout';
  const whole = turnedAround(retry, around);
  const sum = whole === undefined ? '' : ` (inside of it: ${sayAttempts(attempts, limit, whole)})`;
  const system = chainAt(scenario, retry.path) ?? chainAt(scenario, around.path);
  return [
    {
      path: retry.path,
      sentence: `a retry here can never follow a timeout of ${callee}: the ${around.name} lies outside and is all the time there is`,
      formula: `1 of ${attempts} attempts without an answer takes all of ${sayLength(limit)}${isTimeout ? sum : ''}`,
      fix: system === undefined ? fixOf(isTimeout) : fixBeside(system, limit),
    },
  ];
}

function fixOf(isTimeout: boolean): string {
  const order = isTimeout ? 'did you mean `retry` before `timeout`? Or ' : '';
  return `${order}a shorter timeout after the retry, for each attempt; \`on: [ error, refused ]\` if it is meant for errors alone`;
}

/** The order of a whole chain is not to be had otherwise: what can be written stands behind its preset, or beside. */
function fixBeside(system: string, limit: number): string {
  return `behind the preset a timeout for each attempt, less than ${sayLength(limit)}: policies: [ { preset: ${system} }, { timeout: … } ]; or beside it \`retry: { on: [ error, refused ] }\`, if the retry is meant for errors alone`;
}

/** How long it would all take if each attempt had the timeout; undefined where nobody can say. */
function turnedAround(retry: Wrap, timeout: Wrap): number | undefined {
  const silence = { end: Number.POSITIVE_INFINITY, outcome: 'timed-out' as const };
  return courseOf([retry, timeout], silence, 'shortestPause')?.end;
}

function sayAttempts(attempts: number, each: number, whole: number): string {
  const pauses = whole - attempts * each;
  const [all] = lengthsApart(whole, each);
  return `${attempts} attempts × ${sayLength(each)}${pauses > 0 ? ` + ${sayLength(pauses)} of pauses` : ''} = ${all}`;
}
