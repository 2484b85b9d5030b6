/** L112: the attempts of a retry take longer than whoever waits for them. */
import type { Nanos } from '../../base/time.ts';
import { sayLength } from '../../present/words.ts';
import type { OutcomeName } from '../../sim/index.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart, sayEdge } from '../say.ts';
import { type CallSite, courseOf, type Sketch, triesAgainAfterSilence, type Wrap } from '../sketch/index.ts';
import { outerLimit, tooLong } from './inner-outlasts-outer.ts';

export const attemptsOutlast: Rule = {
  code: 'L112',
  title: 'The attempts do not fit into the time there is',
  about:
    'If each attempt takes as long as its timeout lets it, the last ones begin too late to end in time, or never begin: a timeout around them ends the call, or the caller of the operation has left and they are made for nobody. The shortest pauses count that the jitter may draw. Of a retry that leaves timeouts alone the attempts count as failing at once: then it is the pauses that do not fit.',
  formula: 'attempts × timeout + pauses > timeout around them, or of the outer call',
  cure: 'Fewer attempts, a shorter timeout for each, or more time around them.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          policies:
            - timeout: 2s
            - retry: { attempts: 4, backoff: { base: 50ms } }
            - timeout: 1s
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`,
    mended: ['timeout: 1s', 'timeout: 400ms'],
  },
  find: (sketch) => sketch.wiring.sites.flatMap((site) => [...inChain(site), ...inCaller(sketch, site)]),
};

type Attempt = Parameters<typeof courseOf>[1];

/** Nobody answers: what lies inside ends by its timeouts alone. */
const SILENCE: Attempt = { end: Number.POSITIVE_INFINITY, outcome: 'timed-out' };
const FAILURES: readonly OutcomeName[] = ['error', 'refused', 'rejected', 'shed', 'expired'];

/** The failure of each attempt that takes a retry longest; undefined where the policy is none. */
function failureFor(wrap: Wrap): Attempt | undefined {
  const { retry } = wrap.trait;
  if (retry === undefined || retry.attempts < 2) return undefined;
  if (triesAgainAfterSilence(wrap)) return SILENCE;
  const outcome = FAILURES.find((failure) => retry.triesAgainOn(failure, 'here'));
  return outcome && { end: 0, outcome };
}

/** A timeout that stands outside of the retry, in the same chain. */
function inChain(site: CallSite): Finding[] {
  return site.chain.flatMap((wrap, at) => {
    const around = site.chain.slice(0, at).map(({ trait }) => trait.timeout ?? Number.POSITIVE_INFINITY);
    const outer = Math.min(Number.POSITIVE_INFINITY, ...around);
    const whole = outOfRetry(site.chain, at);
    if (whole === undefined || !(whole.end > outer)) return [];
    const begun = whole.starts.filter((start) => start < outer).length;
    const all = whole.starts.length;
    const [takes, there] = lengthsApart(whole.end, outer);
    return [
      {
        path: wrap.path,
        sentence:
          begun < all
            ? `only ${begun} of the ${all} attempts can begin in the time around them${sayAtOnce(whole)}`
            : 'the last attempt is cut short by the timeout around it',
        formula: `${sayAttempts(wrap, whole)} = ${takes} > ${there}`,
        fix: `fewer attempts, ${sayShorter(whole)}, or at least ${takes} around them`,
      },
    ];
  });
}

/** The timeout of whoever asked for the operation. */
function inCaller(sketch: Sketch, site: CallSite): Finding[] {
  const outer = outerLimit(sketch, site);
  const at = site.chain.findIndex((wrap) => failureFor(wrap) !== undefined);
  if (outer === undefined || at < 0 || tooLong(site, outer.limit).length > 0) return [];
  const whole = courseOf(calm(site.chain), failureFor(site.chain[at]) ?? SILENCE, 'shortestPause');
  const own = outOfRetry(site.chain, at);
  if (whole === undefined || own === undefined || !(whole.end < Number.POSITIVE_INFINITY)) return [];
  if (!(whole.end > outer.limit)) return [];
  const [takes, there] = lengthsApart(whole.end, outer.limit);
  const sum = own.end === whole.end ? `${sayAttempts(site.chain[at], own)} = ${takes}` : takes;
  return [
    {
      path: site.chain[at].path,
      sentence: `the attempts go on after ${outer.site.caller.owner} has left ${site.caller.name}${sayAtOnce(own)}`,
      formula: `${sum} > ${there} (${sayEdge(outer.site)})`,
      fix: `fewer attempts, ${sayShorter(own)}, or at least ${takes} in ${outer.site.caller.name}`,
    },
  ];
}

interface Whole {
  readonly starts: readonly Nanos[];
  readonly end: Nanos;
  /** Of one attempt. */
  readonly each: Nanos;
}

/** The attempts of the retry at this place of a chain; nothing where it is none, or its attempts never end. */
function outOfRetry(chain: readonly Wrap[], at: number): Whole | undefined {
  const failure = failureFor(chain[at]);
  if (failure === undefined) return undefined;
  const inside = courseOf(calm(chain.slice(at + 1)), failure, 'shortestPause');
  const whole = courseOf(calm(chain.slice(at)), failure, 'shortestPause');
  if (inside === undefined || whole === undefined || !(whole.end < Number.POSITIVE_INFINITY))
    return undefined;
  return { ...whole, each: inside.end };
}

/** Whatever may hold calls back does so later: first attempts get through. */
function calm(chain: readonly Wrap[]): Wrap[] {
  return chain.filter(({ trait }) => !trait.restrains);
}

function sayAttempts({ trait }: Wrap, { each, end }: Whole): string {
  const attempts = trait.retry?.attempts ?? 1;
  const pauses = end - attempts * each;
  if (each === 0)
    return attempts === 2 ? 'the pause between them' : `the ${attempts - 1} pauses between them`;
  return `${attempts} attempts × ${sayLength(each)}${pauses > 0 ? ` + ${sayLength(pauses)} of pauses` : ''}`;
}

function sayAtOnce({ each }: Whole): string {
  return each === 0 ? ', even if each fails at once' : '';
}

function sayShorter({ each }: Whole): string {
  return each === 0 ? 'shorter pauses' : 'a shorter timeout for each';
}
