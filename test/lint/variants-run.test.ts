/** What a rule finds elsewhere than in its example: where it stands, what mends it, and what comes of both in a run. */
import { describe, expect, it } from 'vitest';
import { EXAMPLE_HEAD } from '../../src/lint/page.ts';
import { lintOf } from './support/findings.ts';
import { type Look, observed } from './support/observed.ts';

interface Variant extends Look {
  readonly code: string;
  readonly story: string;
  readonly text: string;
  readonly line: number;
  readonly formula: string;
  readonly mended: readonly [before: string, after: string];
  readonly found: readonly [least: number, most: number];
  readonly after: readonly [least: number, most: number];
}

/** Orders charge payments, behind these policies. */
const orders = (policies: string, load = 'timeout: 30s') => `services:
  orders:
    concurrency: { threads: 500 }
    operations:
      place:
        - call: payments.charge
          policies:
${policies.replace(/^/gm, '            ')}
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s }, ${load} }
`;

/** Orders tell audit, which nobody waits for. */
const notices = (policies: string, more = '') => `services:
  orders:
    concurrency: { threads: 64 }
    operations:
      place: [ { notify: audit.record, ${policies} } ]
  audit:${more}
    concurrency: { threads: 64 }
    operations:
      record: [ { work: 80ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }
`;

const failing = '{ errors: payments, share: 100%, at: 30s, for: 30s }';

const variants: readonly Variant[] = [
  {
    code: 'L112',
    story: 'the pauses alone are longer than the time around them: two attempts of four are never made',
    text: orders('- timeout: 500ms\n- retry: { attempts: 4, on: [ error ], backoff: { base: 200ms } }'),
    line: 11,
    formula: 'the 3 pauses between them = 1.4s > 500ms',
    mended: ['timeout: 500ms', 'timeout: 2s'],
    fault: failing,
    metric: 'amplification',
    of: ['edge', 'orders -> payments.charge'],
    during: [35, 60],
    found: [1.9, 2.1],
    after: [3.8, 4.2],
  },
  {
    code: 'L112',
    story: 'the pauses alone are longer than shoppers wait: the last attempts are made for nobody',
    text: orders(
      '- retry: { attempts: 4, on: [ error ], backoff: { base: 200ms } }\n- timeout: 100ms',
      'timeout: 500ms',
    ),
    line: 10,
    formula: 'the 3 pauses between them = 1.4s > 500ms (shoppers -> orders.place)',
    mended: ['base: 200ms', 'base: 20ms'],
    fault: failing,
    metric: 'unwanted',
    of: ['operation', 'orders.place'],
    during: [35, 60],
    found: [0.99, 1],
    after: [0, 0],
  },
  {
    code: 'L113',
    story: 'most notices are sent three times',
    text: notices('retry: { attempts: 3 }, timeout: 50ms'),
    line: 7,
    formula: '50ms < 80ms in audit.record (medians)',
    mended: ['timeout: 50ms', 'timeout: 1s'],
    metric: 'amplification',
    of: ['edge', 'orders ~> audit.record'],
    during: [20, 120],
    found: [2.9, 3],
    after: [1, 1],
  },
  {
    code: 'L113',
    story: 'most notices are given up before they are done',
    text: notices('timeout: 50ms', '\n    cancellation: full'),
    line: 7,
    formula: '50ms < 80ms in audit.record (medians)',
    mended: ['timeout: 50ms', 'timeout: 1s'],
    metric: 'throughput',
    of: ['operation', 'audit.record'],
    during: [20, 120],
    found: [0, 0],
    after: [45, 55],
  },
  {
    code: 'L163',
    story: 'one ill replica of four has all four turned away',
    text: orders('- breaker: { consecutive: 1, open: 5s }\n- timeout: 500ms').replace(
      '  payments:\n',
      '  payments:\n    replicas: 4\n',
    ),
    line: 10,
    formula:
      'open 5s, then 80ms until the next failure (1 ÷ (25% × 50/s)): 98.4% of the calls are turned away, 25% fail while one is ill',
    mended: ['consecutive: 1', 'consecutive: 5'],
    fault: '{ errors: payments, replicas: one, share: 100%, at: 30s, for: 60s }',
    metric: 'rejected',
    of: ['edge', 'orders -> payments.charge'],
    during: [35, 90],
    found: [0.95, 1],
    after: [0, 0.01],
  },
];

describe.each(variants)('$code: $story', (variant) => {
  const { code, text, line, formula, mended, found, after } = variant;
  const better = text.replace(...mended);

  it('is found where it stands, and no more when it is mended', () => {
    const findings = lintOf(text).findings;
    expect(findings.map((finding) => [finding.code, finding.range?.line, finding.formula])).toEqual([
      [code, line, formula],
    ]);
    expect(better).not.toBe(text);
    expect(lintOf(better).findings).toEqual([]);
  });

  it('is what happens in a run', () => {
    const within = (value: number, [least, most]: readonly [number, number]) => {
      expect(value).toBeGreaterThanOrEqual(least);
      expect(value).toBeLessThanOrEqual(most);
    };
    within(observed(EXAMPLE_HEAD + text, variant), found);
    within(observed(EXAMPLE_HEAD + better, variant), after);
  });
});
