/**
 * What takes part in a failure besides load and queues, just now: who is held out, who is turned away at a
 * door, which breakers are open, what budgets withhold. Nothing where nobody does anything of that.
 */
import {
  actsOf,
  attemptsOf,
  FELL_BACK,
  gaugesOf,
  HALF_OPEN_BREAKERS,
  HEALTH,
  type Interval,
  metricNamed,
  OPEN_BREAKERS,
  OUTCOMES,
  type Plan,
  RETRY_WITHHELD,
  type Standing,
  TURNED_BACK,
} from '../sim/index.ts';
import { narrow, sayDepth } from './words.ts';

const { sayRate, sayCount } = narrow;

export type SignKind =
  | 'panic'
  | 'dead'
  | 'draining'
  | 'held-out'
  | 'turned-away'
  | 'scaled'
  | 'breaker'
  | 'turned-back'
  | 'withheld'
  | 'fell-back';

export interface Sign {
  readonly kind: SignKind;
  /** `3/10 ejected`, `breaker open 3 of 4`. */
  readonly words: string;
  /** The same in the few columns of a small box. */
  readonly short: string;
}

/** Less than this on average was there for a moment only. */
const SEEN = 0.05;
/** From this share of the time on, something is so. */
const MOSTLY = 0.5;
/** Less often than this a second is not worth a word. */
const OFTEN = 0.5;

const SHED = OUTCOMES.indexOf('shed');
const REFUSED = OUTCOMES.indexOf('refused');

/** Of a service, the gravest first; `standingOf` says of a replica where it stands now. */
export function serviceSigns(
  interval: Interval,
  plan: Plan,
  service: number,
  standingOf: (replica: number) => Standing,
): Sign[] {
  if (!(interval.length > 0)) return [];
  const { firstReplica, replicas } = plan.directory.services[service];
  const there = Array.from({ length: replicas }, (_, index) => standingOf(firstReplica + index)).filter(
    (standing) => standing !== 'starting' && standing !== 'away',
  );
  return [
    ...panicSigns(interval, service),
    ...standingSigns(there, 'dead', 'dead'),
    ...heldSigns(interval, service),
    ...doorSigns(interval, service),
    ...standingSigns(there, 'draining', 'drain'),
    ...scaleSigns(interval, plan, service),
  ];
}

/** How many of those in service have no process, or serve only what they have. Where all do what they are there for, nothing. */
function standingSigns(there: readonly Standing[], kind: 'dead' | 'draining', brief: string): Sign[] {
  const count = there.filter((standing) => standing === kind).length;
  if (count === 0) return [];
  return [{ kind, words: `${count}/${there.length} ${kind}`, short: `${brief} ${count}` }];
}

/** Callers disregard health. */
function panicSigns(interval: Interval, service: number): Sign[] {
  if (interval.directory.services[service].watchers === 0) return [];
  const panic = metricNamed('panic')?.valueOf(interval, { kind: 'service', index: service }) || 0;
  if (panic < SEEN) return [];
  return [{ kind: 'panic', words: panic < MOSTLY ? 'panic at times' : 'panic', short: 'panic' }];
}

/** Callers hold replicas out. */
function heldSigns(interval: Interval, service: number): Sign[] {
  const { directory } = interval;
  if (directory.services[service].watchers === 0) return [];
  const of = (name: string): number =>
    metricNamed(name)?.valueOf(interval, { kind: 'service', index: service }) || 0;
  const serving = interval.inService(service);
  // `healthy` is of those in service.
  const out =
    (1 - (metricNamed('healthy')?.valueOf(interval, { kind: 'service', index: service }) ?? 1)) * serving;
  const ejected = Math.min(of('ejected'), serving);
  const all = sayCount(Math.round(serving));
  const signs: Sign[] = [];
  const held = (count: number, words: string): void => {
    if (!(count >= SEEN)) return;
    const most = count < MOSTLY ? sayDepth(count) : String(Math.round(count));
    signs.push({ kind: 'held-out', words: `${most}/${all} ${words}`, short: `${most}/${all} out` });
  };
  held(ejected, 'ejected');
  // Ejected and unhealthy besides is ejected.
  if (out - ejected >= MOSTLY || ejected < SEEN) held(out - ejected, 'held out');
  return signs;
}

/** Attempts that the service lets in no further: on purpose, or because its queue is full or nobody is there. */
function doorSigns(interval: Interval, service: number): Sign[] {
  const into = attemptsOf(interval.directory, { kind: 'service', index: service });
  return [SHED, REFUSED].flatMap((outcome): Sign[] => {
    const count = into.reduce((sum, edge) => sum + interval.turnedAway(edge, outcome), 0);
    const rate = count / interval.seconds;
    const short = OUTCOMES[outcome];
    return rate < OFTEN ? [] : [{ kind: 'turned-away', words: `${short} ${sayRate(rate)}`, short }];
  });
}

/** More or fewer replicas are in service than there are without anybody's doing. */
function scaleSigns(interval: Interval, plan: Plan, service: number): Sign[] {
  const usual = plan.scaling[service].inService;
  const serving = Math.round(interval.inService(service));
  if (serving === usual) return [];
  return [{ kind: 'scaled', words: `${serving} replicas, not ${usual}`, short: `${serving} not ${usual}` }];
}

/** Of an edge: what its policies do to its calls. */
export function edgeSigns(interval: Interval, edge: number): Sign[] {
  if (!(interval.length > 0)) return [];
  const { directory } = interval;
  const subject = { kind: 'edge', index: edge } as const;
  const signs: Sign[] = [];
  for (const { kind, words, short } of BREAKER_STATES) {
    const gauges = gaugesOf(directory, subject, kind);
    if (gauges.length === 0) continue;
    const all = gauges.reduce((sum, gauge) => sum + directory.gauges[gauge].instances, 0);
    const mean = gauges.reduce((sum, gauge) => sum + interval.levelTime(gauge), 0) / interval.length;
    if (mean < SEEN) continue;
    const count = mean < MOSTLY ? ' at times' : all === 1 ? '' : ` ${Math.round(mean)} of ${all}`;
    signs.push({ kind: 'breaker', words: `${words}${count}`, short });
  }
  for (const { act, kind, say } of ACTS) {
    for (const number of actsOf(directory, subject, act)) {
      const rate = interval.acts(number) / interval.seconds;
      const { policy } = directory.acts[number];
      // That a breaker is open says what it does.
      if (rate < OFTEN || (kind === 'turned-back' && signs.some((sign) => sign.kind === policy))) continue;
      signs.push({ kind, words: `${say(policy)} ${sayRate(rate)}`, short: policy });
    }
  }
  return signs;
}

const BREAKER_STATES = [
  { kind: OPEN_BREAKERS, words: 'breaker open', short: 'open' },
  { kind: HALF_OPEN_BREAKERS, words: 'breaker half-open', short: 'half-open' },
] as const;

interface Act {
  readonly act: number;
  readonly kind: SignKind;
  readonly say: (policy: string) => string;
}

const ACTS: readonly Act[] = [
  {
    act: TURNED_BACK,
    kind: 'turned-back',
    say: (policy) => (policy === HEALTH ? 'nobody left to ask' : `${policy} turns back`),
  },
  { act: RETRY_WITHHELD, kind: 'withheld', say: () => 'retries withheld' },
  { act: FELL_BACK, kind: 'fell-back', say: () => 'fallback answers' },
];
