/** A verification in which everything happens that a page has to tell of. */
import type {
  ClaimFinding,
  Finding,
  LawFinding,
  MachineFinding,
  TheoryFinding,
  Verification,
} from '../../../src/verify/index.ts';

const claim: ClaimFinding = {
  what: 'mean response',
  metric: 'latency-mean',
  of: 'load users',
  formula: 's/(1 − ρ)',
  unit: 'duration',
  theory: 0.02,
  observed: 0.01995,
  halfWidth: 0.00027,
  standing: 'holds',
};

export const goodTheory: TheoryFinding = {
  kind: 'theory',
  name: 'mm1',
  title: 'M/M/1: one server, exponential work, ρ = 0.5',
  source: 'Kleinrock, Queueing Systems I (1975), sections 3.2 and 5.12',
  holds: true,
  claims: [
    claim,
    {
      ...claim,
      what: 'utilisation',
      metric: 'utilisation',
      of: 'service station',
      formula: 'λs',
      unit: 'share',
      theory: 0.5,
      observed: 0.4992,
      halfWidth: 0.0048,
    },
    {
      ...claim,
      what: 'throughput',
      metric: 'throughput',
      formula: 'λ',
      unit: 'rate',
      theory: 50,
      observed: 50,
      halfWidth: 0,
    },
    {
      ...claim,
      what: 'mean in flight',
      metric: 'in-flight',
      formula: 'ρ/(1 − ρ)',
      unit: 'count',
      theory: 1200,
      observed: 1188.4,
      halfWidth: 31.2,
    },
  ],
  broken: [],
};

export const badTheory: TheoryFinding = {
  ...goodTheory,
  name: 'closed',
  title:
    'Forty-five users who go round and round for ever between thought, one server and three of another kind',
  holds: false,
  claims: [
    { ...claim, observed: 0.0213, standing: 'differs' },
    { ...claim, what: 'mean wait', theory: 0.01, observed: 0.0102, halfWidth: 0.0011, standing: 'noisy' },
  ],
  broken: [1, 2, 3, 4, 5].map(
    (seed) =>
      `seed 1/${seed}: users -> station.serve: 3001 calls begun, but 3000 accounted for (2998 ended + 2 open).`,
  ),
};

export const goodMachine: MachineFinding = {
  kind: 'machine',
  name: 'breaker-opens',
  title: 'It opens when the failure rate equals the threshold',
  source: 'resilience4j documentation, CircuitBreaker',
  rule: 'failureRateThreshold 50: open as soon as two of the last four calls have failed; then calls are not permitted.',
  holds: true,
  rows: ['11ms ended: ok', '30ms ended: error', '40ms ended: rejected'].map((line) => ({
    documented: line,
    ours: line,
  })),
  broken: [],
};

export const badMachine: MachineFinding = {
  ...goodMachine,
  name: 'breaker-reopens',
  holds: false,
  rows: [
    { documented: '11ms ended: ok', ours: '11ms ended: ok' },
    { documented: '30ms ended: error', ours: '31ms ended: error' },
    { documented: undefined, ours: '40ms ended: rejected' },
  ],
};

export const badLongMachine: MachineFinding = {
  ...badMachine,
  name: 'deadline',
  rows: [
    {
      documented: '10020ms ended people -> web.ask: timed-out',
      ours: '10020ms ended people -> web.ask: timed-out',
    },
    { documented: '10026ms done web -> db.get: cancelled, unwanted', ours: undefined },
  ],
};

export const goodLaw: LawFinding = {
  kind: 'law',
  name: 'same-seed',
  title: 'The same seed twice is the same run; another seed is another',
  holds: true,
  told: 'twice: 134aa0b1cffeca33, 53947 events',
};

export const badLaw: LawFinding = {
  kind: 'law',
  name: 'ledger',
  title: 'The ledger balances: what begins ends once, or is there',
  holds: false,
  told: 'buyers -> web.buy: 2801 calls begun, but 2800 accounted for (2800 ended + 0 open).',
};

export function verificationOf(...findings: Finding[]): Verification {
  return {
    seed: '1',
    isQuick: false,
    seeds: 32,
    confidence: 0.999,
    family: 66,
    asked: findings.length,
    findings,
  };
}
