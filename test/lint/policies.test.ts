/** What the rules know of each policy, beside what the policy itself does. */
import { describe, expect, it } from 'vitest';
import { EXAMPLE_HEAD } from '../../src/lint/page.ts';
import { courseOf } from '../../src/lint/sketch/index.ts';
import { type Trait, traitOf } from '../../src/lint/sketch/policies.ts';
import { policies } from '../../src/sim/index.ts';
import { BACKOFF_SETTINGS, pauseOf } from '../../src/sim/policy/backoff.ts';
import type { Layer, PolicyHost } from '../../src/sim/policy/contract.ts';
import type { AnyPolicy } from '../../src/sim/policy/index.ts';
import { codesOf, exampleOf, formulaOf, lintOf } from './support/findings.ts';
import { traitWith as trait } from './support/traits.ts';

const ms = 1e6;
const second = 1e9;

/** Pauses that a retry itself draws, each chain of them with luck of its own, evenly spread. */
function drawn(backoff: unknown, tried: number): { mean: number; least: number } {
  const { params, settingsOf, settings: names } = policies.retry;
  const settings = new Float64Array(settingsOf(params.parse({ attempts: 9, backoff }) as never));
  const at = names.indexOf(BACKOFF_SETTINGS[0]);
  const chains = 4000;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let call = 0; call < chains; call++) {
    // each draw goes round at its own pace: evenly spread, and together as well
    const uniform = (_: number, __: number, n: number) => ((call + 0.5) * (0.618034 + 0.1547005 * n)) % 1;
    const host = { settings, uniform } as unknown as PolicyHost;
    let last = 0;
    for (let nth = 1; nth <= tried; nth++)
      last = pauseOf(host, call, { nth: 0 } as Layer, at, nth, last, nth, false);
    sum += last;
    least = Math.min(least, last);
  }
  return { mean: sum / chains, least };
}

describe('the pauses of a retry', () => {
  it.each([
    ['fixed', { base: '50ms', kind: 'fixed' }],
    ['linear', { base: '50ms', kind: 'linear', max: '120ms' }],
    ['exponential', { base: '50ms', factor: 3, max: '1s' }],
    ['of Envoy', { base: '25ms', kind: 'envoy', jitter: 'full' }],
    ['with equal jitter', { base: '50ms', jitter: 'equal' }],
    ['around', { base: '50ms', jitter: '20%' }],
    ['decorrelated', { base: '50ms', jitter: 'decorrelated' }],
    ['of Polly', { base: '50ms', jitter: 'polly' }],
    ['that are none', { base: '0s', jitter: 'full' }],
  ])('are known: %s', (_, backoff) => {
    const { retry } = trait('retry', { attempts: 9, backoff });
    for (const tried of [1, 2, 3, 4]) {
      const { mean, least } = drawn(backoff, tried);
      const known = retry?.meanPause(tried) ?? Number.NaN;
      expect(Math.abs(known - mean), `mean of pause ${tried}`).toBeLessThanOrEqual(0.02 * mean);
      const shortest = retry?.shortestPause(tried) ?? Number.NaN;
      expect(shortest).toBeLessThanOrEqual(least + 1);
      expect(shortest, `shortest of pause ${tried}`).toBeGreaterThanOrEqual(
        Math.min(least, 0.5 * least - ms),
      );
    }
  });
});

describe('a retry', () => {
  it('pauses as its documents say', () => {
    const pauses = (backoff: unknown) => {
      const { retry } = trait('retry', { attempts: 9, backoff });
      return [1, 2, 3].map((tried) =>
        [retry?.shortestPause(tried), retry?.meanPause(tried)].map((pause = 0) => pause / ms),
      );
    };
    expect(pauses({ base: '100ms', kind: 'linear' })).toEqual([
      [100, 100],
      [200, 200],
      [300, 300],
    ]);
    expect(pauses({ base: '25ms', kind: 'envoy', jitter: 'full' })).toEqual([
      [0, 12.5],
      [0, 37.5],
      [0, 87.5],
    ]);
    expect(pauses({ base: '100ms', jitter: '20%' })).toEqual([
      [80, 100],
      [160, 200],
      [320, 400],
    ]);
  });

  it('tries again for what it is for, and where it is to', () => {
    const here = trait('retry', { attempts: 3, where: 'here', on: ['error'] }).retry;
    expect(here?.triesAgainOn('error', 'here')).toBe(true);
    expect(here?.triesAgainOn('error', 'deeper')).toBe(false);
    expect(here?.triesAgainOn('timed-out', 'here')).toBe(false);
    const deeper = trait('retry', { attempts: 3, where: 'deeper' }).retry;
    expect(deeper?.triesAgainOn('error', 'here')).toBe(false);
    expect(deeper?.triesAgainOn('error', 'deeper')).toBe(true);
  });

  it('that is for idempotent operations repeats others only where they have not begun', () => {
    const params = { attempts: 3, 'idempotent-only': true };
    expect(trait('retry', params).retry?.triesAgainOn('timed-out', 'here')).toBe(true);
    const careful = trait('retry', params, false).retry;
    expect(careful?.triesAgainOn('timed-out', 'here')).toBe(false);
    expect(careful?.triesAgainOn('refused', 'here')).toBe(true);
    const text = exampleOf('L104', ['{ attempts: 4 }', '{ attempts: 4, idempotent-only: true }']);
    expect(codesOf(text)).toEqual(['L104']);
    const begun = text.replace(
      '    replicas: 2\n    concurrency: { threads: 10 }',
      (found) => `    not-idempotent: [charge]\n${found}`,
    );
    expect(codesOf(begun)).not.toContain('L104');
  });

  it.each([
    ['a share', '10%', 0.1],
    ['that of Finagle without its reserve', { finagle: { ratio: '20%', minimum: '0/s' } }, 0.2],
    ['that of Finagle', { finagle: { ratio: '20%', minimum: '10/s' } }, Number.NaN],
    ['that of Envoy', { envoy: { ratio: '20%' } }, Number.NaN],
    ['that of gRPC', { grpc: {} }, Number.NaN],
    ['that of the AWS SDK', { aws: {} }, Number.NaN],
    ['none', 'none', 3],
  ])('makes so many retries with a budget: %s', (_, budget, retries) => {
    expect(trait('retry', { attempts: 4, budget }).retry?.retries).toBe(retries);
  });

  it('keeps a service down with no more than its budget (L104)', () => {
    const budget = (written: string) =>
      exampleOf('L104', ['{ attempts: 4 }', `{ attempts: 4, budget: ${written} }`]);
    expect(codesOf(budget('42%'))).not.toContain('L104');
    expect(formulaOf('L104', budget('50%'))).toBe(
      '140/s × 1.5 attempts = 210/s > 2 replicas × 10 threads ÷ 100ms = 200/s',
    );
    expect(formulaOf('L104', budget('none'))).toContain('× 4 attempts');
    expect(codesOf(budget('{ grpc: {} }'))).not.toContain('L104');
  });

  it('with a budget, or one that leaves failures from deeper alone, does not multiply others (L121)', () => {
    const outer = (more: string) =>
      codesOf(
        exampleOf('L121', [
          '{ attempts: 3 }\n          timeout: 3s',
          `{ attempts: 3${more} }\n          timeout: 3s`,
        ]),
      );
    expect(outer('')).toEqual(['L121']);
    expect(outer(', where: deeper')).toEqual(['L121']);
    expect(outer(', where: here')).toEqual([]);
    expect(outer(', budget: 20%')).toEqual([]);
    expect(outer(', on: [refused]')).toEqual([]);
  });

  it('that is not for silence leaves a call without an end (L114), and needs no time around it (L112)', () => {
    const told = (on: string) =>
      codesOf(exampleOf('L115', ['{ attempts: 3 }', `{ attempts: 3, on: [${on}] }`]));
    expect(told('timed-out')).toEqual(['L115']);
    expect(told('refused')).toEqual(['L114']);
    expect(codesOf(exampleOf('L112', ['attempts: 4,', 'attempts: 4, on: [refused],']))).toEqual([]);
  });
});

describe('a timeout', () => {
  it('ends the wait after its time; one for connecting alone ends none', () => {
    expect(trait('timeout', '1s').timeout).toBe(second);
    expect(trait('timeout', { after: '1s', connect: '100ms' }).timeout).toBe(second);
    expect(trait('timeout', { connect: '100ms' })).toEqual({ passes: true, restrains: false });
    expect(
      codesOf(exampleOf('L114', ['currency.rate }', 'currency.rate, timeout: { connect: 1s } }'])),
    ).toEqual(['L114']);
  });
});

describe('a breaker', () => {
  it('of the last calls opens at its lower rate', () => {
    const rates = { 'failure-rate': '50%', window: 40, minimum: 100, 'slow-rate': '30%' };
    expect(trait('breaker', rates).breaker).toMatchObject({
      minimum: 40,
      span: undefined,
      opening: { seen: 40, failures: 20 },
    });
    expect(trait('breaker', { ...rates, slow: '1s' }).breaker).toMatchObject({ opening: { failures: 12 } });
  });

  it('of a window of time forgets, and opens nobody knows when', () => {
    const hystrix = trait('breaker', { preset: 'hystrix' }).breaker;
    expect(hystrix).toMatchObject({ minimum: 20, needs: 'minimum', span: 10 * second, opening: undefined });
    const text = (rate: string) =>
      exampleOf('L131', ['{ window: 100, minimum: 100 }', '{ preset: hystrix }'], ['5/s', rate]);
    expect(formulaOf('L131', text('19/s'))).toBe(
      '20 calls ÷ (19/s ÷ 10 replicas = 1.9/s) = 10.5s > 10s of the window',
    );
    expect(codesOf(text('21/s'))).toEqual([]);
  });

  it('that counts failures in a row needs no others', () => {
    expect(trait('breaker', { consecutive: 7 }).breaker).toMatchObject({
      minimum: 7,
      needs: 'consecutive',
      span: undefined,
      opening: { seen: 0, failures: 7 },
    });
    const text = (consecutive: number) =>
      exampleOf('L132', [
        '{ window: 100, minimum: 20, open: 10s }',
        `{ consecutive: ${consecutive}, open: 10s }`,
      ]);
    expect(codesOf(text(40))).toEqual([]);
    expect(formulaOf('L132', text(41))).toBe(
      '41 failures in a row ÷ 2/s a replica = 20.5s > 20s (crash-payments)',
    );
    const rare = exampleOf('L131', ['{ window: 100, minimum: 100 }', '{ consecutive: 100 }']);
    expect(formulaOf('L131', rare)).toContain('100 calls ÷');
  });

  it('minds some failures, and slow calls where it is told what is slow', () => {
    const some = trait('breaker', { on: ['error', 'timed-out'], ignore: ['error'] }).breaker;
    expect(['error', 'timed-out', 'refused'].map((each) => some?.minds(each as 'error'))).toEqual([
      false,
      true,
      false,
    ]);
    expect(some?.slowAfter).toBe(Number.POSITIVE_INFINITY);
    expect(trait('breaker', { slow: '1s', 'slow-rate': '50%' }).breaker?.slowAfter).toBe(second);
    expect(trait('breaker', { slow: '1s', consecutive: 5 }).breaker?.slowAfter).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('stays open for no less than it says, and no more than it may', () => {
    expect(trait('breaker', { open: '5s', 'open-factor': 2 }).breaker?.stays).toBe(5 * second);
    expect(trait('breaker', { open: '5s', 'open-most': '3s' }).breaker?.stays).toBe(3 * second);
  });

  it('that several calls share sees more than one of them: nothing is said of it', () => {
    expect(trait('breaker', { scope: 'service' })).toEqual({ passes: true, restrains: true });
  });

  it('that is held closed does nothing, and held open lets nobody through', () => {
    expect(trait('breaker', { forced: 'closed' })).toEqual({ passes: true, restrains: false });
    expect(trait('breaker', { forced: 'open' })).toEqual({ passes: false, restrains: true });
  });
});

describe('a throttle', () => {
  it('holds calls back: what retries could do is not said', () => {
    expect(trait('throttle', {})).toEqual({ passes: true, restrains: true });
    const throttled = 'retry: { attempts: 4 }\n          throttle: { success-rate: 50% }';
    expect(codesOf(exampleOf('L104', ['retry: { attempts: 4 }', throttled]))).not.toContain('L104');
  });
});

describe('what is found in a preset of a whole chain', () => {
  const text = (written: string, lists = '') => `services:
  web:
    concurrency: { threads: 64 }
    operations:
      ask:
        - call: back.work
          policies:${written}
  back:
    concurrency: { threads: 64 }
    queue: { limit: 10 }
    operations: { work: [ { work: 50ms } ] }
${lists}load:
  - { name: people, operation: web.ask, arrivals: { poisson: 50/s }, timeout: 900ms }
`;
  /** What stands on the lines of the findings. */
  const places = (written: string, lists = '') => {
    const { findings } = lintOf(text(written, lists));
    const lines = (EXAMPLE_HEAD + text(written, lists)).split('\n');
    return findings.map(({ code, range }) => `${code} ${lines[(range?.line ?? 0) - 1].trim()}`);
  };

  it('stands at the preset', () => {
    const found = (place: string) => [`L111 ${place}`, `L124 ${place}`];
    expect(places(' { preset: resilience4j }')).toEqual(found('policies: { preset: resilience4j }'));
    expect(places('\n            preset: resilience4j')).toEqual(found('preset: resilience4j'));
    expect(places('\n            - preset: resilience4j')).toEqual(found('- preset: resilience4j'));
  });

  it('does not move what is written after it', () => {
    expect(
      places('\n            - preset: istio\n            - timeout: 800ms\n            - timeout: 10ms'),
    ).toContain('L113 - timeout: 10ms');
    expect(
      places(
        ' both',
        'policies:\n  both:\n    - preset: istio\n    - retry: { attempts: 2 }\n    - timeout: 10ms\n',
      ),
    ).toContain('L113 - timeout: 10ms');
  });

  it('may be a call without an end: a mesh limits connecting only', () => {
    const endless = text(' { preset: istio }').replace(', timeout: 900ms', '');
    expect(lintOf(endless).findings.map(({ code }) => code)).toEqual(['L114']);
  });
});

describe('a retry of what must not be done twice (L122)', () => {
  const told = (retry: string) => formulaOf('L122', exampleOf('L122', ['{ attempts: 3 }', retry]));

  it('is told by what leaves open whether it was done', () => {
    expect(told('{ attempts: 2 }')).toBe(
      '2 attempts of orders -> payments.charge > 1, after timed-out or error',
    );
    expect(told('{ attempts: 2, on: [error] }')).toContain('after error');
    expect(told('{ attempts: 2, on: [refused, rejected, shed, expired] }')).toBeUndefined();
    expect(told('{ attempts: 2, where: deeper }')).toBeUndefined();
  });

  it('needs the service to say so', () => {
    expect(codesOf(exampleOf('L122', ['    not-idempotent: [charge]\n', '']))).toEqual([]);
  });
});

describe('an ejection (L134)', () => {
  it('of one is possible where it is said to be, whatever the share', () => {
    const told = (written: string) => codesOf(exampleOf('L134', ['ejection: envoy', `ejection: ${written}`]));
    expect(told('{ always-one: true }')).toEqual([]);
    expect(told('linkerd')).toEqual([]);
    expect(told('{ preset: istio, most: 19% }')).toEqual(['L134']);
  });
});

describe('a hedge', () => {
  const silence = { end: Number.POSITIVE_INFINITY, outcome: 'timed-out' as const };
  const startsOf = (attempt: Parameters<typeof courseOf>[1], ...policies: Trait[]) => {
    const course = courseOf(
      policies.map((each) => ({ name: '', path: [], trait: each })),
      attempt,
    );
    return (
      course && { starts: course.starts.map((at) => at / ms), end: course.end / ms, tries: course.tries }
    );
  };
  const three = trait('hedge', { delay: '100ms', max: 3 });

  it('sends tries one delay apart while nobody answers', () => {
    expect(startsOf(silence, trait('timeout', '1s'), three)).toEqual({
      starts: [0, 100, 200],
      end: 1000,
      tries: 3,
    });
    expect(startsOf(silence, trait('timeout', '150ms'), three)?.starts).toEqual([0, 100]);
  });

  it('sends the next at once after a failure it is for, and none after another one', () => {
    expect(startsOf({ end: 30 * ms, outcome: 'error' }, three)).toEqual({
      starts: [0, 30, 60],
      end: 90,
      tries: 3,
    });
    expect(startsOf({ end: 150 * ms, outcome: 'error' }, three)?.starts).toEqual([0, 100, 150]);
    const picky = trait('hedge', { delay: '100ms', max: 3, on: ['refused'] });
    expect(startsOf({ end: 30 * ms, outcome: 'error' }, picky)).toEqual({ starts: [0], end: 30, tries: 1 });
    expect(startsOf({ end: 150 * ms, outcome: 'error' }, picky)).toMatchObject({
      starts: [0, 100],
      end: 150,
    });
  });

  it('with a budget sends no more than that, and with a delay that is learned nobody knows when', () => {
    const budget = trait('hedge', { delay: '100ms', max: 3, budget: '10%' });
    expect(startsOf(silence, trait('timeout', '1s'), budget)?.tries).toBeCloseTo(1.1, 9);
    expect(startsOf(silence, trait('timeout', '1s'), trait('hedge', { delay: 'p95' }))).toBeUndefined();
  });

  it('does nothing for what must not be done twice', () => {
    expect(trait('hedge', { delay: '100ms' }, false)).toEqual({ passes: true, restrains: false });
  });

  it('multiplies retries (L121), and is known to the bulkhead inside of it (L133)', () => {
    const outer = (policy: string) =>
      codesOf(
        exampleOf('L121', [
          'retry: { attempts: 3 }\n          timeout: 500ms',
          `${policy}\n          timeout: 500ms`,
        ]),
      );
    expect(outer('hedge: { delay: 200ms, max: 3 }')).toEqual(['L121']);
    expect(outer('hedge: { delay: 200ms, max: 2 }')).toEqual([]);
    expect(outer('hedge: { delay: 200ms, max: 3, budget: 10% }')).toEqual([]);
    const inside = (limit: number) =>
      codesOf(
        exampleOf('L133', [
          'bulkhead: { limit: 25 }',
          `hedge: { delay: 1s }\n          bulkhead: { limit: ${limit} }`,
        ]),
      );
    expect(inside(39)).toEqual([]);
    expect(inside(40)).toEqual(['L133']);
  });
});

describe('a fallback', () => {
  it('that has a value at hand ends what retries around it could do', () => {
    const value = trait('fallback', { value: 'degraded', on: ['timed-out'] });
    expect(value.standsInFor?.('timed-out')).toBe(true);
    expect(value.standsInFor?.('error')).toBe(false);
    const around = (policies: string) => codesOf(exampleOf('L104', ['retry: { attempts: 4 }', policies]));
    expect(around('retry: { attempts: 4 }\n          fallback: { value: degraded }')).toEqual(['L137']);
    // this one is asked last: all attempts have been made by then
    expect(around('fallback: { value: degraded }\n          retry: { attempts: 4 }')).toEqual(['L104']);
  });

  it('whose answer may be too old, or another operation’s, makes nobody wiser', () => {
    expect(trait('fallback', { stale: '30s' })).toEqual({
      staleFor: 30 * second,
      passes: true,
      restrains: true,
      mayStandIn: true,
    });
    expect(trait('fallback', { call: 'cache.read' })).toEqual({
      passes: true,
      restrains: true,
      calls: { call: 'cache.read' },
      mayStandIn: true,
    });
  });

  it('calls another operation, which may be without an end (L114)', () => {
    const text = (policies: string) => `services:
  web: { concurrency: { threads: 64 }, operations: { ask: [ { call: back.work, ${policies} } ] } }
  back: { concurrency: { threads: 64 }, operations: { work: [ { work: 10ms } ] } }
  spare: { concurrency: { threads: 64 }, operations: { work: [ { work: 10ms } ] } }
load:
  - { name: people, operation: web.ask, arrivals: { poisson: 50/s } }`;
    const [found, ...others] = lintOf(text('fallback: { call: spare.work }, timeout: 1s')).findings;
    expect(others).toEqual([]);
    expect(found.code).toBe('L114');
    expect(found.formula).toBe('web -> spare.work waits for ever');
    expect(codesOf(text('timeout: 1s, fallback: { call: spare.work }'))).toEqual([]);
  });
});

describe.each(['coalesce', 'cache'] as const)('a %s', (name) => {
  it('hides how many calls are sent, unless each must be', () => {
    const params = name === 'cache' ? { ttl: '60s' } : {};
    expect(trait(name, params).passes).toBe(false);
    expect(trait(name, params, false)).toEqual({ passes: true, restrains: false });
  });
});

const catalog = Object.values(policies) as unknown as AnyPolicy[];

describe('every policy', () => {
  it.each(catalog.filter(({ machine }) => machine !== undefined))(
    'around a call is known with the parameters it has: $name',
    ({ name, example }) => {
      // of calls that share one another, or an old answer, nobody knows how many are sent
      expect(trait(name as keyof typeof policies, example).passes).toBe(
        !['coalesce', 'cache'].includes(name),
      );
    },
  );

  it.each(catalog.filter(({ gate }) => gate !== undefined))(
    'at a door is known with the parameters it has: $name',
    ({ name, gate }) => {
      const params = gate?.params.parse(gate.example);
      expect(traitOf({ name, params })).toMatchObject({ passes: true, restrains: true });
    },
  );
});
