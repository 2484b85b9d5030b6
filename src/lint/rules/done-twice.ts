/** L122: a retry may do twice what must not be done twice. */
import { sayNumberOf } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { sayEdge } from '../say.ts';
import { type CallSite, givesUp, isRequest } from '../sketch/index.ts';

export const doneTwice: Rule = {
  code: 'L122',
  title: 'A retry may do twice what must not be done twice',
  about:
    'The service says that the operation is `not-idempotent`. After a timeout nobody knows whether the callee has done it, and an answer with an error may come after half of it; a retry that tries again then may do it once more. One with `idempotent-only: true` does so only where the callee has not begun. Retries further out, which repeat whoever calls it, are not looked at.',
  formula: 'attempts > 1, after outcomes that leave open whether it was done',
  cure: '`idempotent-only: true`, or `on` with nothing but refused, rejected, shed and expired.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 200 }
    operations:
      place:
        - call: payments.charge
          retry: { attempts: 3 }
          timeout: 1s
  payments:
    concurrency: { threads: 400 }
    not-idempotent: [charge]
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: ['{ attempts: 3 }', '{ attempts: 3, idempotent-only: true }'],
  },
  find: ({ wiring }) => wiring.sites.flatMap(findIn),
};

function findIn(site: CallSite): Finding[] {
  if (site.isIdempotent || !isRequest(site)) return [];
  const open = givesUp(site) ? (['timed-out', 'error'] as const) : (['error'] as const);
  return site.chain.flatMap(({ path, trait: { retry } }) => {
    const after = open.filter((outcome) => retry?.triesAgainOn(outcome, 'here') === true);
    if (retry === undefined || retry.attempts <= 1 || after.length === 0) return [];
    return [
      {
        path,
        sentence: `this retry may do ${site.callee} more than once`,
        formula: `${sayNumberOf(retry.attempts, 'attempt')} of ${sayEdge(site)} > 1, after ${after.join(' or ')}`,
        fix: 'idempotent-only: true',
      },
    ];
  });
}
