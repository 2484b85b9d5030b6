/**
 * The metrics of policies: what they turned back, withheld, won and answered, and what state they were
 * in. Of somebody without such a policy there is nothing to measure.
 */
import { HEDGE, RETRY } from '../terms/outcomes.ts';
import {
  CACHE_HIT,
  CACHE_MISS,
  COALESCED,
  CONCURRENCY_LIMIT,
  FELL_BACK,
  HALF_OPEN_BREAKERS,
  HEALTH,
  HEDGE_WITHHELD,
  HEDGE_WON,
  OPEN_BREAKERS,
  RETRY_WITHHELD,
  TURNED_AWAY,
  TURNED_BACK,
} from '../terms/policies.ts';
import type { Interval } from './marks.ts';
import type { MetricEntry } from './metrics.ts';
import type { Need } from './needs.ts';
import { actsOf, gaugesOf } from './policy-subjects.ts';
import { attemptsOf, type Subject, type SubjectKind } from './subjects.ts';
import { attempts, attemptsBecause, sentOrTurnedAway, share, sum } from './sums.ts';

const CALLS: readonly SubjectKind[] = ['load', 'edge', 'operation', 'service', 'run'];

/** How often; NaN where no policy does so. */
function times(interval: Interval, subject: Subject, act: number, policy?: string): number {
  const acts = actsOf(interval.directory, subject, act, policy);
  return acts.length === 0 ? Number.NaN : sum(acts, (number) => interval.acts(number));
}

/** Tries that calls would have made: those that were sent, those turned back, and those that another one stood for. */
function wanted(interval: Interval, subject: Subject): number {
  const unsent = [TURNED_BACK, COALESCED].map((act) => times(interval, subject, act) || 0);
  return attempts(interval, subject) + unsent[0] + unsent[1];
}

/** What gauges of a kind showed on average over the interval, and over all that are behind them. */
function meanLevel(interval: Interval, subject: Subject, kind: number): number {
  const { directory } = interval;
  const gauges = gaugesOf(directory, subject, kind);
  const instances = sum(gauges, (number) => directory.gauges[number].instances);
  return share(
    sum(gauges, (number) => interval.levelTime(number)),
    instances * interval.length,
  );
}

function act(what: string, remedy: string, which: number, policy?: string): Need {
  return {
    of: `whoever has ${/^`?[aeiou]/.test(what) ? 'an' : 'a'} ${what}`,
    isMet: (directory, subject) => actsOf(directory, subject, which, policy).length > 0,
    lack: (name) => `${name} has no ${what}`,
    remedy,
  };
}

function gauge(what: string, remedy: string, kind: number): Need {
  return {
    of: `whoever has ${/^`?[aeiou]/.test(what) ? 'an' : 'a'} ${what}`,
    isMet: (directory, subject) => gaugesOf(directory, subject, kind).length > 0,
    lack: (name) => `${name} has no ${what}`,
    remedy,
  };
}

const breaker = gauge('breaker', '`breaker: {}` at the call', OPEN_BREAKERS);
const hedge = (which: number) => act('hedge', '`hedge: 50ms` at the call', which);

export const policyMetrics: readonly MetricEntry[] = [
  {
    name: 'open',
    unit: 'share',
    subjects: CALLS,
    sentence:
      'Share of the time that a breaker was open and let nobody pass, on average over the breakers, of which each replica of the caller has its own. Half-open is not open.',
    needs: breaker,
    valueOf: (i, s) => meanLevel(i, s, OPEN_BREAKERS),
  },
  {
    name: 'half-open',
    unit: 'share',
    subjects: CALLS,
    sentence:
      'Share of the time that a breaker was half-open and let only probes pass, on average over the breakers.',
    needs: breaker,
    valueOf: (i, s) => meanLevel(i, s, HALF_OPEN_BREAKERS),
  },
  {
    name: 'openings',
    unit: 'count',
    subjects: CALLS,
    sentence:
      'Times a breaker opened, at all replicas of the caller; again after failed probes, and by hand, included.',
    needs: breaker,
    valueOf: (i, s) => {
      const gauges = gaugesOf(i.directory, s, OPEN_BREAKERS);
      return gauges.length === 0 ? Number.NaN : sum(gauges, (number) => i.rises(number));
    },
  },
  {
    name: 'limit',
    unit: 'count',
    subjects: ['edge', 'service', 'replica'],
    sentence:
      'How many were allowed at a time, learned or configured, on average: of an edge, for each replica of the caller and each step that calls; of a service or replica, at the door of each replica. The tightest of several limits counts.',
    needs: gauge(
      'limit on how many may be there at a time',
      '`bulkhead: { limit: 10 }` at the call, or `admission: [ { adaptive-concurrency: { preset: envoy } } ]` at the service',
      CONCURRENCY_LIMIT,
    ),
    valueOf: (i, s) => meanLevel(i, s, CONCURRENCY_LIMIT),
  },
  {
    name: 'turned-back',
    unit: 'share',
    subjects: CALLS,
    sentence:
      'Share of the tries that a policy of the caller turned back before they were sent: of those turned back, those sent and those spared by `coalesce`.',
    needs: act(
      'policy that turns calls back',
      'a breaker, bulkhead, limiter or throttle at the call',
      TURNED_BACK,
    ),
    valueOf: (i, s) => share(times(i, s, TURNED_BACK), wanted(i, s)),
  },
  {
    name: 'coalesced',
    unit: 'share',
    subjects: CALLS,
    sentence:
      'Share of the tries that were spared, since their call ended as another one did: of those spared, those sent and those turned back.',
    needs: act('`coalesce`', '`coalesce: {}` at the call', COALESCED),
    valueOf: (i, s) => share(times(i, s, COALESCED), wanted(i, s)),
  },
  {
    name: 'cache-hits',
    unit: 'share',
    subjects: CALLS,
    sentence:
      'Share of the calls that came to a `cache` and were answered by it: of those and the ones that it let through.',
    needs: act('cache', '`cache: { ttl: 60s }` at the call', CACHE_HIT),
    valueOf: (i, s) => {
      const hits = times(i, s, CACHE_HIT);
      return share(hits, hits + times(i, s, CACHE_MISS));
    },
  },
  {
    name: 'retries-withheld',
    unit: 'share',
    subjects: CALLS,
    sentence: 'Share of the retries that a budget did not allow: of those and the ones that were made.',
    needs: act('retry with a budget', '`budget: 10%` in its retry', RETRY_WITHHELD),
    valueOf: (i, s) => {
      const withheld = times(i, s, RETRY_WITHHELD);
      return share(withheld, withheld + attemptsBecause(i, s, RETRY));
    },
  },
  {
    name: 'hedges-withheld',
    unit: 'share',
    subjects: CALLS,
    sentence:
      'Share of the hedges that were due and that a budget did not allow: of those and the ones that were sent.',
    needs: hedge(HEDGE_WITHHELD),
    valueOf: (i, s) => {
      const withheld = times(i, s, HEDGE_WITHHELD);
      return share(withheld, withheld + attemptsBecause(i, s, HEDGE));
    },
  },
  {
    name: 'hedges-won',
    unit: 'rate',
    subjects: CALLS,
    sentence: 'Hedges a second that were the first to be answered well.',
    needs: hedge(HEDGE_WON),
    valueOf: (i, s) => times(i, s, HEDGE_WON) / i.seconds,
  },
  {
    name: 'fallbacks',
    unit: 'share',
    subjects: CALLS,
    sentence:
      'Share of the ended calls that a fallback answered, of the run on all edges. What was degraded further down is not counted here.',
    needs: act('fallback', '`fallback: { value: degraded }` at the call', FELL_BACK),
    valueOf: (i, s) => {
      // of the run not only the requests, as elsewhere: fallbacks are anywhere
      const ended = sum(attemptsOf(i.directory, s), (edge) => i.ended(edge));
      return share(times(i, s, FELL_BACK), ended);
    },
  },
];

/** For each policy that may turn calls back, and each that may stand at a door, what it alone turned away. */
export function metricsByPolicy(callers: readonly string[], doors: readonly string[]): MetricEntry[] {
  return [
    ...callers.map(
      (policy): MetricEntry => ({
        name: `turned-back-by-${policy}`,
        unit: 'share',
        subjects: CALLS,
        sentence:
          policy === HEALTH
            ? 'The part of `turned-back` that is due to health: every replica was held out, or too few were left.'
            : `The part of \`turned-back\` that is due to \`${policy}\`.`,
        needs:
          policy === HEALTH
            ? act(
                'health check or ejection that callers mind',
                '`ejection: envoy` at the callee',
                TURNED_BACK,
                policy,
              )
            : act(`\`${policy}\``, `\`${policy}\` at the call`, TURNED_BACK, policy),
        valueOf: (i, s) => share(times(i, s, TURNED_BACK, policy), wanted(i, s)),
      }),
    ),
    ...doors.map(
      (policy): MetricEntry => ({
        name: `turned-away-by-${policy}`,
        unit: 'share',
        subjects: ['service'],
        sentence: `The part of \`turned-away\` that is due to \`${policy}\` at the door, once it has said no.`,
        needs: act(
          `\`${policy}\` at its door`,
          `\`admission: [ { ${policy}: … } ]\` at the service`,
          TURNED_AWAY,
          policy,
        ),
        valueOf: (i, s) => {
          const own = times(i, s, TURNED_AWAY, policy);
          // Where rejections are work, it has said no some time before they are turned away.
          return share(own, Math.max(own, sentOrTurnedAway(i, s)));
        },
      }),
    ),
  ];
}
