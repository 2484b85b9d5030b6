/** L124: a retry that asks its own breaker again while that is open. */
import { SECOND } from '../../base/time.ts';
import { sayLength, sayNumberOf, sayRate } from '../../present/words.ts';
import { chainAt } from '../preset-at.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart } from '../say.ts';
import type { CallSite, Sketch, Wrap } from '../sketch/index.ts';

export const repeatedRejections: Rule = {
  code: 'L124',
  title: 'A retry repeats what its own breaker turns back',
  about:
    'A breaker inside of a retry sees every attempt, and while it is open it turns every attempt back at once. A retry that takes a rejection for a failure like others waits and asks again, and is over long before the breaker lets anybody through: the call fails all the same, only later, and its caller holds a slot for all the pauses. That was to be spared by a breaker. resilience4j does so unless it is told otherwise. Nothing is said of a retry without pauses, which costs no time, and of one with a budget. A retry leaves rejections alone by default here.',
  formula: 'longest pauses in all < time that the breaker stays open',
  cure: '`on` without `rejected`; or the breaker outside of the retry, where it sees only how calls end.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 40 }
    operations:
      place:
        - call: payments.charge
          retry: { attempts: 3, on: [ error, rejected ], backoff: { base: 500ms, kind: fixed } }
          breaker: { window: 100, minimum: 20, open: 30s }
          timeout: 200ms
  payments:
    concurrency: { threads: 40 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: ['on: [ error, rejected ]', 'on: [ error ]'],
  },
  find: (sketch) =>
    sketch.wiring.sites.flatMap((site) => site.chain.flatMap((wrap, at) => findIn(sketch, site, wrap, at))),
};

function findIn(sketch: Sketch, site: CallSite, wrap: Wrap, at: number): Finding[] {
  const { retry } = wrap.trait;
  if (retry === undefined || retry.attempts < 2 || retry.hasBudget) return [];
  if (!retry.triesAgainOn('rejected', 'here')) return [];
  const stays = openInside(site.chain.slice(at + 1));
  const sum = (pauseAfter: (tried: number) => number) =>
    Array.from({ length: retry.attempts - 1 }, (_, i) => pauseAfter(i + 1)).reduce((a, b) => a + b, 0);
  const longest = sum(retry.longestPause);
  if (!(longest > 0 && longest < stays)) return [];
  const usual = sum(retry.meanPause);
  const perSecond = sketch.callsOf(site);
  const isConstant = sum(retry.shortestPause) === longest;
  const [pauses, open] = lengthsApart(longest, stays);
  const held = (perSecond * usual) / SECOND;
  const waiting =
    held >= 1
      ? `; ${sayRate(perSecond)} × ${sayLength(usual)} = ${sayNumberOf(Math.round(held), 'call')} wait at a time`
      : '';
  return [
    {
      path: wrap.path,
      sentence: `while the breaker inside is open this retry asks it ${sayNumberOf(retry.attempts, 'time')} in vain: what would fail at once fails ${isConstant ? 'after' : 'within'} ${pauses}`,
      formula: `pauses: ${isConstant ? '' : 'at most '}${pauses} < ${open} that the breaker stays open${waiting}`,
      fix: fixOf(chainAt(sketch.scenario, wrap.path)),
    },
  ];
}

/** Of a whole chain only what stands beside its preset can be written. */
function fixOf(system: string | undefined): string {
  const on = 'on: [ error, timed-out, refused, shed, expired ]';
  return system === undefined
    ? `${on} leaves rejections alone; or the breaker outside of the retry`
    : `{ preset: ${system}, retry: { ${on} } } leaves rejections alone`;
}

/** How long a breaker among these stays open, of which the retry outside hears at once; NaN where there is none. */
function openInside(inside: readonly Wrap[]): number {
  const at = inside.findIndex(({ trait }) => trait.breaker !== undefined);
  const hides = ({ trait }: Wrap) => trait.mayStandIn || trait.standsInFor?.('rejected') === true;
  if (at < 0 || inside.slice(0, at).some(hides)) return Number.NaN;
  return inside[at].trait.breaker?.stays ?? Number.NaN;
}
