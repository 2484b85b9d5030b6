/** What one request would multiply to is refused by arithmetic, with the way that multiplies; what settles is not. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/sim/index.ts';
import { parseSystem } from '../../src/sim/spec/index.ts';

type Steps = readonly object[];

/** Problems of a system with these operations, each of a service of its own, and a load on the first. */
function problemsOf(operations: Record<string, Steps>, more: object = {}) {
  const services = Object.fromEntries(
    Object.entries(operations).map(([name, steps]) => [
      name,
      { concurrency: { threads: 4 }, operations: { go: steps } },
    ]),
  );
  const [first] = Object.keys(operations);
  const load = [{ name: 'people', operation: `${first}.go`, arrivals: { constant: '1/s' } }];
  const { problems = [] } = compile(parseSystem({ run: { length: '2s' }, services, load, ...more }));
  return problems.map(({ path, code, sentence }) => ({ path: path.join('.'), code, sentence }));
}

const call = (name: string) => ({ call: `${name}.go` });
const times = (count: number, step: object) => [{ parallel: new Array(count).fill(step) }];
const work = [{ work: '1ms' }];

/** A circle by chance in which each request makes so many more on average. */
const circle = (more: number) => ({
  a: [{ branch: [{ share: `${(100 * more) / 3}%`, steps: times(3, call('a')) }] }],
});

describe('calls that multiply from service to service', () => {
  it('are told with the way that multiplies, once, where they become too many', () => {
    const layers = {
      a: times(50, call('b')),
      b: times(100, call('c')),
      c: times(100, call('d')),
      d: times(100, call('e')),
    };
    expect(problemsOf({ ...layers, e: times(100, call('f')), f: work })).toEqual([
      {
        path: 'services.b.operations.go',
        code: 'E304',
        sentence:
          'one request would come to more than 5000000 steps and calls: b.go -> 100 × c.go -> 100 × d.go -> 100 × e.go -> 100 × f.go',
      },
    ]);
  });

  it('are fine while they are fewer', () => {
    expect(
      problemsOf({ a: times(100, call('b')), b: times(100, call('c')), c: times(100, call('d')), d: work }),
    ).toEqual([]);
  });

  it('count rounds, calls nobody waits for, and events for each that takes them', () => {
    const rounds = {
      a: [{ repeat: { times: 300, steps: [call('b')] } }],
      b: [{ repeat: { again: '99.5%', steps: times(100, call('c')) } }],
      c: work,
    };
    expect(problemsOf(rounds)[0].sentence).toContain('a.go -> 300 × b.go -> 20000 × c.go');
    const consumers = Array.from({ length: 100 }, (_, i) => ({ from: 'news', group: `g${i}`, call: 'b.go' }));
    const brokers = { bus: { kind: 'queue', topics: { news: {} } } };
    const told = {
      a: times(100, { publish: 'news' }),
      b: times(100, { notify: 'c.go' }),
      c: times(50, { notify: 'd.go' }),
      d: work,
    };
    expect(problemsOf(told, { brokers, consumers })[0].sentence).toContain(
      'a.go -> 10000 × b.go -> 100 × c.go',
    );
  });

  it('count the branch that comes to most, and no branch that is never taken', () => {
    const inner = {
      b: times(100, call('c')),
      c: times(100, call('d')),
      d: times(100, call('e')),
      e: times(100, { fail: '0%' }),
    };
    const taken = (share: string) => [{ branch: [{ share, steps: [call('b')] }] }];
    expect(problemsOf({ a: taken('1%'), ...inner })).toHaveLength(1);
    const { b: _, ...fewer } = inner;
    expect(
      problemsOf({ a: [{ branch: [{ share: '0%', steps: times(100, call('c')) }] }], ...fewer }),
    ).toEqual([]);
  });
});

describe('operations that call themselves by chance', () => {
  it('are refused where each does so more than once on average', () => {
    expect(problemsOf(circle(2.7))).toEqual([
      {
        path: 'services.a.operations.go',
        code: 'E304',
        sentence: 'this calls itself more and more often: a.go -> 2.7 × a.go, on average',
      },
    ]);
  });

  it('are fine where it settles', () => {
    expect(problemsOf(circle(0.9))).toEqual([]);
  });

  it('are fine where it is messages that come back: they wait for a consumer', () => {
    const brokers = { bus: { kind: 'queue', queues: { again: {} } } };
    const twice = { a: [{ work: '1ms' }, { send: 'again' }, { send: 'again' }] };
    expect(problemsOf(twice, { brokers, consumers: [{ from: 'again', call: 'a.go' }] })).toEqual([]);
  });

  it('are told in few words, however long the circle', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `s${i}`);
    const round = Object.fromEntries(names.map((name, i) => [name, [call(names[(i + 1) % names.length])]]));
    const [{ sentence }] = problemsOf(round);
    expect(sentence).toMatch(/^this calls itself for ever: s0\.go -> s1\.go -> .* -> … -> s0\.go$/);
    expect(sentence.length).toBeLessThan(200);
  });
});

describe('repeats by luck that stand in each other', () => {
  const again = (share: string, steps: Steps) => ({ repeat: { again: share, steps } });

  it('may go round a thousand times on average, all together', () => {
    expect(problemsOf({ a: [again('90%', [again('99%', work)])] })).toEqual([]);
    expect(problemsOf({ a: [again('90%', [again('99.1%', work)])] })).toEqual([
      {
        path: 'services.a.operations.go.0.repeat.steps.0.repeat.again',
        code: 'E304',
        sentence: 'repeats inside repeats multiply: 10 × 111 rounds on average, more than a thousand',
      },
    ]);
  });

  it('multiply through what is done in parallel, too', () => {
    expect(problemsOf({ a: [again('99%', [{ parallel: [[again('99%', work)]] }])] })[0].sentence).toContain(
      '100 × 100 rounds',
    );
  });
});

it('a repeat of nothing is nothing, however often', () => {
  const nothing = (steps: Steps, depth: number): Steps =>
    depth === 0 ? steps : [{ repeat: { times: 10, steps: nothing(steps, depth - 1) } }];
  expect(problemsOf({ a: [...work, ...nothing([], 5)] })).toEqual([]);
});
