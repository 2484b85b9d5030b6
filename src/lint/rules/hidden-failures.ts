/** L137: a retry or breaker around a fallback, which answers before it hears of a failure. */
import type { OutcomeName } from '../../sim/index.ts';
import type { Finding, Rule } from '../rule.ts';
import { sayEdge } from '../say.ts';
import type { CallSite, Wrap } from '../sketch/index.ts';

export const hiddenFailures: Rule = {
  code: 'L137',
  title: 'A fallback hides the failures that a policy around it is for',
  about:
    'Of the policies around a call the first one is the outermost. A fallback to a value turns a failure into a good answer, worse than usual; whatever lies outside of it sees that answer and is content. So a retry outside of it never tries again, and everybody gets the worse answer at the first failure; a breaker outside never opens, and the callee is asked as often as ever. A fallback that asks another operation, or serves what is stale, may fail itself: of these nothing is said, nor of a breaker that counts slow calls or is shared.',
  formula: 'failures that the policy acts on, less those that the fallback inside stands in for = 0',
  cure: 'The fallback before it, as the outermost: it then answers for what is left.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 64 }
    operations:
      show:
        - call: reviews.list
          retry: { attempts: 3 }
          fallback: { value: degraded }
          timeout: 200ms
  reviews:
    concurrency: { threads: 64 }
    operations:
      list: [ { work: 20ms } ]
load:
  - { name: readers, operation: shop.show, arrivals: { poisson: 50/s } }`,
    mended: [
      'retry: { attempts: 3 }\n          fallback: { value: degraded }',
      'fallback: { value: degraded }\n          retry: { attempts: 3 }',
    ],
  },
  find: ({ wiring }) =>
    wiring.sites.flatMap((site) => site.chain.flatMap((wrap, at) => findIn(site, wrap, at))),
};

const FAILURES: readonly OutcomeName[] = ['error', 'timed-out', 'refused', 'rejected', 'shed', 'expired'];

function findIn(site: CallSite, wrap: Wrap, at: number): Finding[] {
  const minded = FAILURES.filter((outcome) => acts(wrap, outcome));
  const inside = site.chain.slice(at + 1);
  const hiding = inside.findIndex(({ trait }) => trait.standsInFor !== undefined);
  const fallback = inside[hiding];
  // what lies between them may fail by itself
  if (minded.length === 0 || fallback === undefined || !inside.slice(0, hiding).every(failsOnlyAsInside))
    return [];
  if (!minded.every((outcome) => fallback.trait.standsInFor?.(outcome))) return [];
  const does = wrap.trait.retry === undefined ? 'never opens' : 'never tries again';
  return [
    {
      path: wrap.path,
      sentence: `this ${wrap.name} of ${sayEdge(site)} ${does}: the fallback inside has an answer for every failure`,
      formula: `${minded.join(', ')}: the fallback stands in for ${minded.length} of ${minded.length}, none is left`,
      fix: `\`fallback\` before \`${wrap.name}\`: it then answers for what is left`,
    },
  ];
}

function acts({ trait: { retry, breaker } }: Wrap, outcome: OutcomeName): boolean {
  if (retry !== undefined && retry.attempts > 1)
    return retry.triesAgainOn(outcome, 'here') || retry.triesAgainOn(outcome, 'deeper');
  return breaker?.slowAfter === Number.POSITIVE_INFINITY && breaker.minds(outcome);
}

/** A retry adds no failure of its own to what it repeats. */
function failsOnlyAsInside({ trait }: Wrap): boolean {
  return trait.retry !== undefined;
}
