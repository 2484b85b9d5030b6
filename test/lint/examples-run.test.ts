/** The example of a rule has in a run the trouble that its sentence tells of, and mended it has not. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/lint/index.ts';
import { exampleText, mendedText } from '../../src/lint/page.ts';
import { metricNamed, Run, type SubjectKind, subjectsOf } from '../../src/sim/index.ts';
import { scenarioOf } from '../scenario/support/mistakes.ts';

interface Story {
  readonly code: string;
  readonly story: string;
  /** What goes wrong; an example that brings a fault of its own needs none. */
  readonly fault?: string;
  readonly metric: string;
  readonly of: readonly [kind: SubjectKind, name: string];
  /** Seconds. */
  readonly during: readonly [from: number, to: number];
  readonly example: readonly [least: number, most: number];
  readonly mended: readonly [least: number, most: number];
}

const ms = 1e6;
const ANY = Number.POSITIVE_INFINITY;
/** Slow for half a minute, or never answering at all. */
const slow = (service: string, factor: number) =>
  `{ slow: ${service}, factor: ${factor}, at: 30s, for: 30s }`;
const silent = '{ crash-hang: currency, at: 30s }';

const stories: readonly Story[] = [
  {
    code: 'L101',
    story: 'one in six is turned away',
    metric: 'refused',
    of: ['load', 'shoppers'],
    during: [60, 120],
    example: [0.12, 0.2],
    mended: [0, 0.001],
  },
  {
    code: 'L102',
    story: 'everybody waits',
    metric: 'queue-wait-mean',
    of: ['service', 'payments'],
    during: [20, 120],
    example: [30 * ms, ANY],
    mended: [0, 25 * ms],
  },
  {
    code: 'L103',
    story: 'the rush fills the queue',
    metric: 'refused',
    of: ['load', 'shoppers'],
    during: [60, 70],
    example: [0.1, 1],
    mended: [0, 0.01],
  },
  {
    code: 'L105',
    story: 'messages pile up',
    metric: 'lag',
    of: ['queue', 'invoices'],
    during: [10, 120],
    example: [1500, 3000],
    mended: [0, 50],
  },
  {
    code: 'L106',
    story: 'more than a quarter is turned away',
    metric: 'rejected',
    of: ['edge', 'orders -> payments.charge'],
    during: [20, 120],
    example: [0.25, 0.32],
    mended: [0, 0.005],
  },
  {
    code: 'L107',
    story: 'in a rush the queue is full all the same',
    fault: '{ surge: shoppers, factor: 3, at: 30s, for: 30s }',
    metric: 'refused',
    of: ['load', 'shoppers'],
    during: [35, 60],
    example: [0.2, 0.3],
    mended: [0, 0.02],
  },
  {
    code: 'L108',
    story: 'without its cache the shop fails by its database',
    fault: '{ crash: cache, at: 30s, for: 30s }',
    metric: 'success',
    of: ['load', 'readers'],
    during: [35, 60],
    example: [0.2, 0.3],
    mended: [0.99, 1],
  },
  {
    code: 'L109',
    story: 'one of six is refused by the two that are left',
    metric: 'refused',
    of: ['load', 'shoppers'],
    during: [60, 90],
    example: [0.12, 0.21],
    mended: [0, 0],
  },
  {
    code: 'L110',
    story: 'stock is slow and succeeds, and a quarter of what payments does is for nobody',
    fault: slow('stock', 22),
    metric: 'wasted',
    of: ['service', 'payments'],
    during: [35, 60],
    example: [0.2, 0.3],
    mended: [0, 0],
  },
  {
    code: 'L111',
    story: 'orders work for those who have left',
    fault: slow('payments', 100),
    metric: 'unwanted',
    of: ['operation', 'orders.place'],
    during: [32, 36],
    example: [0.99, 1],
    mended: [0, 0.01],
  },
  {
    code: 'L112',
    story: 'the later attempts never happen',
    fault: '{ partition: orders -> payments, at: 30s, for: 30s }',
    metric: 'amplification',
    of: ['edge', 'orders -> payments.charge'],
    during: [35, 60],
    example: [1.9, 2.1],
    mended: [3.8, 4.2],
  },
  {
    code: 'L113',
    story: 'most calls time out on a good day',
    metric: 'timed-out',
    of: ['edge', 'orders -> payments.charge'],
    during: [20, 120],
    example: [0.5, 1],
    mended: [0, 0.01],
  },
  {
    code: 'L114',
    story: 'where the callee is silent, the caller soon begins nothing any more',
    fault: silent,
    metric: 'started',
    of: ['operation', 'front.show'],
    during: [60, 120],
    example: [0, 0],
    mended: [38, 42],
  },
  {
    code: 'L115',
    story: 'its retry does not help against that',
    fault: silent,
    metric: 'started',
    of: ['operation', 'front.show'],
    during: [60, 120],
    example: [0, 0],
    mended: [38, 42],
  },
  {
    code: 'L116',
    story: 'after a rush the shop works for those who have left',
    fault: '{ surge: customers, factor: 3, at: 30s, for: 20s }',
    metric: 'wasted',
    of: ['service', 'shop'],
    during: [40, 55],
    example: [0.8, 1],
    mended: [0, 0.1],
  },
  {
    code: 'L117',
    story: 'nobody is turned away while they wait',
    fault: slow('shop', 10),
    metric: 'expired',
    of: ['load', 'customers'],
    during: [40, 60],
    example: [0, 0],
    mended: [0.3, 1],
  },
  {
    code: 'L118',
    story: 'every message is delivered twice',
    metric: 'redelivered',
    of: ['queue', 'invoices'],
    during: [20, 120],
    example: [0.45, 0.55],
    mended: [0, 0],
  },
  {
    code: 'L119',
    story: 'everybody waits until they are given up',
    fault: slow('payments', 100),
    metric: 'rejected',
    of: ['edge', 'orders -> payments.charge'],
    during: [35, 60],
    example: [0, 0],
    mended: [0.3, 1],
  },
  {
    code: 'L120',
    story: 'whatever is slow is tried once',
    fault: slow('payments', 50),
    metric: 'amplification',
    of: ['edge', 'orders -> payments.charge'],
    during: [35, 60],
    example: [1, 1],
    mended: [2.9, 3.1],
  },
  {
    code: 'L121',
    story: 'fifty requests are 450 attempts',
    fault: '{ errors: payments, share: 100%, at: 30s, for: 30s }',
    metric: 'attempts',
    of: ['edge', 'orders -> payments.charge'],
    during: [35, 60],
    example: [400, 500],
    mended: [130, 170],
  },
  {
    code: 'L122',
    story: 'every charge that is slow is made three times',
    fault: slow('payments', 100),
    metric: 'amplification',
    of: ['edge', 'orders -> payments.charge'],
    during: [35, 60],
    example: [2.8, 3.1],
    mended: [1, 1],
  },
  {
    code: 'L123',
    story: 'most calls are sent twice',
    metric: 'amplification',
    of: ['edge', 'orders -> payments.charge'],
    during: [20, 120],
    example: [1.6, 2],
    mended: [1, 1.1],
  },
  {
    code: 'L124',
    story: 'the pauses of what is turned back take all threads',
    fault: '{ errors: payments, share: 100%, at: 30s, for: 30s }',
    metric: 'utilisation',
    of: ['service', 'orders'],
    during: [40, 60],
    example: [0.9, 1],
    mended: [0, 0.4],
  },
  {
    code: 'L131',
    story: 'the breaker stays closed whatever happens',
    fault: '{ errors: payments, share: 100%, at: 10s }',
    metric: 'rejected',
    of: ['edge', 'orders -> payments.charge'],
    during: [60, 120],
    example: [0, 0],
    mended: [0.5, 1],
  },
  {
    code: 'L132',
    story: 'the breaker stays closed until the fault is over',
    metric: 'rejected',
    of: ['edge', 'orders -> payments.charge'],
    during: [60, 80],
    example: [0, 0],
    mended: [0.5, 1],
  },
  {
    code: 'L133',
    story: 'the slow callee takes all there is',
    fault: slow('payments', 100),
    metric: 'rejected',
    of: ['edge', 'orders -> payments.charge'],
    during: [35, 60],
    example: [0, 0],
    mended: [0.3, 1],
  },
  {
    code: 'L134',
    story: 'nobody is ejected however badly all fail',
    fault: '{ errors: payments, share: 100%, at: 30s, for: 30s }',
    metric: 'ejections',
    of: ['service', 'payments'],
    during: [30, 60],
    example: [0, 0],
    mended: [1, ANY],
  },
  {
    code: 'L135',
    story: 'a database that is down takes all replicas of the shop along',
    fault: '{ crash: database, at: 30s, for: 30s }',
    metric: 'restarts',
    of: ['service', 'shop'],
    during: [30, 60],
    example: [8, 16],
    mended: [0, 0],
  },
  {
    code: 'L136',
    story: 'every call times out, and the breaker stays closed',
    fault: slow('payments', 40),
    metric: 'rejected',
    of: ['edge', 'orders -> payments.charge'],
    during: [35, 60],
    example: [0, 0],
    mended: [0.5, 1],
  },
  {
    code: 'L137',
    story: 'half of the answers are worse than they had to be',
    fault: '{ errors: reviews, share: 50%, at: 30s, for: 30s }',
    metric: 'degraded',
    of: ['load', 'readers'],
    during: [30, 60],
    example: [0.45, 0.55],
    mended: [0.09, 0.16],
  },
  {
    code: 'L138',
    story: 'those who never ask currency go without',
    fault: '{ crash-hang: currency, at: 30s, for: 30s }',
    metric: 'goodput',
    of: ['load', 'locals'],
    during: [40, 60],
    example: [0, 0.3],
    mended: [0.99, 1],
  },
  {
    code: 'L139',
    story: 'healthy replicas are restarted for ever',
    metric: 'restarts',
    of: ['service', 'shop'],
    during: [20, 120],
    example: [20, ANY],
    mended: [0, 0],
  },
  {
    code: 'L140',
    story: 'a rush costs the replicas that it needs',
    fault: '{ surge: readers, factor: 2, at: 30s, for: 40s }',
    metric: 'restarts',
    of: ['service', 'shop'],
    during: [30, 75],
    example: [4, ANY],
    mended: [0, 0],
  },
  {
    code: 'L145',
    story: 'twenty seconds of messages are given up',
    metric: 'dead-letters',
    of: ['queue', 'invoices'],
    during: [20, 120],
    example: [900, 1100],
    mended: [0, 0],
  },
  {
    code: 'L160',
    story: 'one replica refuses what three others had room for',
    metric: 'refused',
    of: ['load', 'readers'],
    during: [20, 120],
    example: [0.05, 0.35],
    mended: [0, 0.002],
  },
  {
    code: 'L146',
    story: 'one of three fails to the end of the fault',
    metric: 'failure',
    of: ['load', 'shoppers'],
    during: [40, 50],
    example: [0.3, 0.36],
    mended: [0, 0],
  },
  {
    code: 'L161',
    story: 'ten seconds of standing still cost messages',
    fault: '{ pause: biller, at: 30s, for: 10s }',
    metric: 'dead-letters',
    of: ['queue', 'invoices'],
    during: [20, 120],
    example: [100, ANY],
    mended: [0, 0],
  },
  {
    code: 'L162',
    story: 'a restart of two seconds leaves nobody served',
    fault: '{ restart: web, down: 2s, at: 20s }',
    metric: 'goodput',
    of: ['load', 'readers'],
    during: [60, 120],
    example: [0, 0.05],
    mended: [0.97, 1],
  },
];

function observed(text: string, { fault, metric, of: [kind, name], during: [from, to] }: Story): number {
  const { plan } = scenarioOf(fault === undefined ? text : `${text}faults: [ ${fault} ]\n`);
  const run = new Run(plan, { windows: false, moments: [from * 1e9, to * 1e9] });
  run.advance();
  const subject = subjectsOf(plan.directory, kind).find((each) => each.name === name);
  if (subject === undefined) throw new Error(`there is no ${kind} ${name}`);
  return metricNamed(metric)?.valueOf(run.interval(from * 1e9, to * 1e9), subject) ?? Number.NaN;
}

describe('the example of', () => {
  it.each(stories)('$code, in a run: $story', (story) => {
    const rule = rules.find(({ code }) => code === story.code);
    if (rule === undefined) throw new Error(`there is no rule ${story.code}`);
    const within = (value: number, [least, most]: readonly [number, number]) => {
      expect(value).toBeGreaterThanOrEqual(least);
      expect(value).toBeLessThanOrEqual(most);
    };
    within(observed(exampleText(rule.example), story), story.example);
    within(observed(mendedText(rule.example), story), story.mended);
  });
});
