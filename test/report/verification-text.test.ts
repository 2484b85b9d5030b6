/** The page about a verification: what stands on it, line for line, and that it fits 80 columns. */
import { describe, expect, it } from 'vitest';
import { textColumns } from '../../src/draw/index.ts';
import { paintOf } from '../../src/report/paint.ts';
import { verificationText } from '../../src/report/verification/text.ts';
import type { Finding, Verification } from '../../src/verify/index.ts';
import { laws } from '../../src/verify/laws/index.ts';
import { machines } from '../../src/verify/machines/index.ts';
import { judgeMachine } from '../../src/verify/machines/judge.ts';
import { theories } from '../../src/verify/theory/index.ts';
import {
  badLaw,
  badLongMachine,
  badMachine,
  badTheory,
  goodLaw,
  goodMachine,
  goodTheory,
  verificationOf,
} from './support/verification.ts';

const again = (names: readonly string[]) => `knockon verify ${names.join(' ')}`;

function pageOf(
  verification: Verification,
  { color = false, inFull = [] as readonly string[] } = {},
): string {
  return verificationText(verification, again, {
    paint: paintOf(color),
    isInFull: (name) => inFull.includes(name),
  });
}

describe('the page about a verification', () => {
  it('shows theory, formula and source beside observation, timelines, laws, and what does not hold', () => {
    const page = pageOf(
      verificationOf(goodTheory, badTheory, goodMachine, badMachine, badLongMachine, goodLaw, badLaw),
      { inFull: ['breaker-opens'] },
    );
    expect(page).toBe(`theories                formula                     theory  observed

mm1  M/M/1: one server, exponential work, ρ = 0.5
    Kleinrock, Queueing Systems I (1975), sections 3.2 and 5.12
  ✓ mean response       s/(1 − ρ)                    20.00     19.95 ± 0.27ms
  ✓ utilisation         λs                           50.00     49.92 ± 0.48%
  ✓ throughput          λ                           50.000    50.000 ± 0.000/s
  ✓ mean in flight      ρ/(1 − ρ)                     1200      1188 ± 31

closed  Forty-five users who go round and round for ever between thought, one
    server and three of another kind
    Kleinrock, Queueing Systems I (1975), sections 3.2 and 5.12
  ✗ mean response       s/(1 − ρ)                    20.00     21.30 ± 0.27ms
    differs from the theory by 6.5%; the interval is ± 1.4%
  ✗ mean wait           s/(1 − ρ)                     10.0      10.2 ± 1.1ms
    too noisy to tell: the interval is ± 11%
  ✗ seed 1/1: users -> station.serve: 3001 calls begun, but 3000 accounted for
    (2998 ended + 2 open).
  ✗ seed 1/2: users -> station.serve: 3001 calls begun, but 3000 accounted for
    (2998 ended + 2 open).
  ✗ seed 1/3: users -> station.serve: 3001 calls begun, but 3000 accounted for
    (2998 ended + 2 open).
    and 2 more

machines, as documented and ours

breaker-opens  It opens when the failure rate equals the threshold
    resilience4j documentation, CircuitBreaker
    failureRateThreshold 50: open as soon as two of the last four calls have
    failed; then calls are not permitted.
    documented                            ours
  ✓ 11ms ended: ok                        11ms ended: ok
  ✓ 30ms ended: error                     30ms ended: error
  ✓ 40ms ended: rejected                  40ms ended: rejected

breaker-reopens  It opens when the failure rate equals the threshold
    resilience4j documentation, CircuitBreaker
    failureRateThreshold 50: open as soon as two of the last four calls have
    failed; then calls are not permitted.
    documented                            ours
  ✓ 11ms ended: ok                        11ms ended: ok
  ✗ 30ms ended: error                     31ms ended: error
  ✗ –                                     40ms ended: rejected

deadline  It opens when the failure rate equals the threshold
    resilience4j documentation, CircuitBreaker
    failureRateThreshold 50: open as soon as two of the last four calls have
    failed; then calls are not permitted.
    documented, and ours where it is another
  ✓ 10020ms ended people -> web.ask: timed-out
  ✗ 10026ms done web -> db.get: cancelled, unwanted
    ours: –

laws, in a system where everything happens at once

  ✓ same-seed   The same seed twice is the same run; another seed is another
                twice: 134aa0b1cffeca33, 53947 events
  ✗ ledger      The ledger balances: what begins ends once, or is there
                buyers -> web.buy: 2801 calls begun, but 2800 accounted for
                (2800 ended + 0 open).

✗ 4 of 7 checks do not hold: closed, breaker-reopens, deadline, ledger
  ± is the 99.9% interval over 32 seeds (1/1 to 1/32), widened so that it would
  hold for all 66 claims of a whole verification at once, of which 6 are here:
  with other seeds, one page in 1,000 shows a difference that is not there. The
  widest here is ± 11.0% of its theory; an error of twice that would have shown.
  again: knockon verify closed breaker-reopens deadline ledger
`);
  });

  it('is short where everything is as it should be', () => {
    expect(pageOf(verificationOf(goodMachine, goodLaw))).toBe(`machines, as documented and ours

breaker-opens  It opens when the failure rate equals the threshold
    resilience4j documentation, CircuitBreaker
  ✓ 3 instants as documented

laws, in a system where everything happens at once

  ✓ same-seed   The same seed twice is the same run; another seed is another
                twice: 134aa0b1cffeca33, 53947 events

✓ everything holds: 1 machine, 1 law
`);
  });

  it('fits 80 columns with everything there is to check', () => {
    const widest = { observed: 88_888, halfWidth: 6_666, standing: 'differs' } as const;
    const findings: Finding[] = [
      ...theories.map((theory) => ({
        ...goodTheory,
        ...theory,
        holds: false,
        claims: theory.claims.map((claim) => ({
          ...goodTheory.claims[0],
          ...claim,
          ...widest,
          unit: 'rate' as const,
          theory: 77_777,
        })),
      })),
      ...machines.map(judgeMachine),
      ...laws.map((law) => ({ ...goodLaw, ...law, told: 'in 1000 steps: 134aa0b1cffeca33, 53947 events' })),
    ];
    const inFull = machines.map(({ name }) => name);
    const page = pageOf(verificationOf(...findings), { inFull });
    // The last line is there to be pasted, and as long as it has to be.
    for (const line of page.trimEnd().split('\n').slice(0, -1))
      expect(textColumns(line), line).toBeLessThanOrEqual(80);
  });

  it('has the same words in colour, and none without', () => {
    const all = verificationOf(goodTheory, badTheory, badMachine, badLaw);
    const plain = pageOf(all);
    const coloured = pageOf(all, { color: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31m✗');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});
