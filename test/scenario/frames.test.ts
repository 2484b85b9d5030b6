/** What a mistake looks like: a table of broken files and the exact frames they give. */
import { describe, expect, it } from 'vitest';
import { frame, frames } from '../../src/scenario/index.ts';
import { framesOf, smallest } from './support/mistakes.ts';

/** Without the indentation of this file. */
function framed(text: string): string {
  const lines = text.split('\n').slice(1, -1);
  return lines.map((line) => line.slice(6)).join('\n');
}

/** Fourteen more services, for lists that are too long to be told. */
const MANY = Array.from(
  { length: 14 },
  (_, i) => `  other-${i}: { concurrency: { threads: 4 }, operations: { home: [ { work: 2ms } ] } }\n`,
).join('');

const BROKEN: readonly { story: string; text: string; frames: string }[] = [
  {
    story: 'a mistyped key',
    text: smallest().replace('concurrency', 'concurency'),
    frames: `
      error[E201]: unknown key "concurency" in services.web
       --> shop.yaml:4:10
        |
      3 | services:
      4 |   web: { concurency: { threads: 4 }, operations: { home: [ { work: 2ms } ] } }
        |          ^^^^^^^^^^ did you mean "concurrency"?
        = help: known keys: replicas, scaling, zones, weights, concurrency, cores, queue, admission, cancellation, deadlines, not-idempotent, balancer, health, ejection, operations
`,
  },
  {
    story: 'a comma that ends a sentence too early',
    text: smallest('expect:\n  - { goodput: visitors, at-least: 99%, note: late, and so it is }'),
    frames: `
      error[E201]: unknown key "and so it is" in expect[0]
       --> shop.yaml:8:53
        |
      7 | expect:
      8 |   - { goodput: visitors, at-least: 99%, note: late, and so it is }
        |                                                     ^^^^^^^^^^^^
        = help: a comma inside { } ends the value before it; write that value in quotes
`,
  },
  {
    story: 'a crash that is to grow',
    text: smallest('faults:\n  - { crash: web, at: 20s, for: 20s, ramp: { in: 5s } }'),
    frames: `
      error[E303]: crash is there or it is not, it cannot grow
       --> shop.yaml:8:38
        |
      7 | faults:
      8 |   - { crash: web, at: 20s, for: 20s, ramp: { in: 5s } }
        |                                      ^^^^
        = help: remove \`ramp\`; to have it grow, write several, each \`at\` its time and for some \`replicas\`
`,
  },
  {
    story: 'a load that changes after the end',
    text: smallest().replace('20/s }', '20/s }, profile: [ { spike: 3, at: 70s, for: 10s } ]'),
    frames: `
      error[E303]: the run is over before this spike begins
       --> shop.yaml:6:100
        |
      5 | …
      6 | …son: 20/s }, profile: [ { spike: 3, at: 70s, for: 10s } ] }
        |                                          ^^^ write an earlier \`at\`, or a longer run
`,
  },
  {
    story: 'a metric of which only the end is written',
    text: smallest('expect:\n  - { p99: visitors, below: 100ms }'),
    frames: `
      error[E201]: unknown metric "p99" in expect[0]
       --> shop.yaml:8:7
        |
      7 | expect:
      8 |   - { p99: visitors, below: 100ms }
        |       ^^^ did you mean "latency-p99"?
        = help: expected exactly one of: latency-p99, latency-p999, latency-p90, latency-p95, latency-p50, latency-max, latency-mean, frame-time-p99, time-to-end-p99, frame-time-p999, time-to-end-p999, late and 91 more (knockon list metrics)
`,
  },
  {
    story: 'a name that is none of very many',
    text: smallest('faults:\n  - { crash: zzz, at: 20s }').replace('load:\n', `${MANY}load:\n`),
    frames: `
      error[E301]: unknown target of crash "zzz"
        --> shop.yaml:22:14
         |
      21 | faults:
      22 |   - { crash: zzz, at: 20s }
         |              ^^^
         = help: known: web, other-0, other-1, other-2, other-3, other-4, other-5, other-6, other-7, other-8, other-9, other-10 and 3 more
`,
  },
  {
    story: 'comments and nothing else',
    text: '# a shop\n# to come\n',
    frames: `
      error[E109]: the text says nothing beside comments
       --> shop.yaml
       = help: knockon new - prints a scenario to start from
`,
  },
  {
    story: 'a number that lacks its unit',
    text: smallest().replace('20/s', '20'),
    frames: `
      error[E203]: load[0].arrivals.poisson: 20 has no unit
       --> shop.yaml:6:65
        |
      5 | load:
      6 |   - { name: visitors, operation: web.home, arrivals: { poisson: 20 } }
        |                                                                 ^^ write 20/s, 20/min or 20/h
`,
  },
  {
    story: 'two letters that changed places',
    text: smallest().replace('operation: web.home', 'operation: wbe.home'),
    frames: `
      error[E301]: unknown service "wbe"
       --> shop.yaml:6:34
        |
      5 | load:
      6 |   - { name: visitors, operation: wbe.home, arrivals: { poisson: 20/s } }
        |                                  ^^^^^^^^ did you mean "web"?
`,
  },
  {
    story: 'a word that needs a value',
    text: smallest().replace('work: 2ms', 'work: exponential'),
    frames: `
      error[E203]: services.web.operations.home[0].work: "exponential" stands alone
       --> shop.yaml:4:69
        |
      3 | services:
      4 |   web: { concurrency: { threads: 4 }, operations: { home: [ { work: exponential } ] } }
        |                                                                     ^^^^^^^^^^^ write it as a key with its value: "exponential: …"
`,
  },
  {
    story: 'a service nobody knows',
    text: smallest().replace('operation: web.home', 'operation: webb.home'),
    frames: `
      error[E301]: unknown service "webb"
       --> shop.yaml:6:34
        |
      5 | load:
      6 |   - { name: visitors, operation: webb.home, arrivals: { poisson: 20/s } }
        |                                  ^^^^^^^^^ did you mean "web"?
`,
  },
  {
    story: 'the same key twice',
    text: `${smallest()}title: Again\n`,
    frames: `
      error[E102]: the key "title" is here a second time
       --> shop.yaml:7:1
        |
      6 |   - { name: visitors, operation: web.home, arrivals: { poisson: 20/s } }
      7 | title: Again
        | ^^^^^ keep one of them
`,
  },
  {
    story: 'a bracket that is not closed',
    text: 'run: { length: 1m\n',
    frames: `
      error[E101]: flow map in block collection must be sufficiently indented and end with a }
       --> shop.yaml:2:1
        |
      1 | run: { length: 1m
      2 |
        | ^ close every bracket and quote
`,
  },
  {
    story: 'a key that slid to the left of its list item',
    text: 'load:\n  - name: shoppers\n   users: 5\n',
    frames: `
      error[E101]: sequence item without - indicator
       --> shop.yaml:3:1
        |
      2 |   - name: shoppers
      3 |    users: 5
        | ^ keys of one list item start in the same column
`,
  },
  {
    story: 'a tab where the indentation is',
    text: 'run:\n\tlength: 1m\n',
    frames: `
      error[E101]: tabs are not allowed as indentation
       --> shop.yaml:2:1
        |
      1 | run:
      2 |     length: 1m
        | ^^^^ indent with spaces
`,
  },
  {
    story: 'a metric that does not exist',
    text: smallest('expect:\n  - { goodputt: visitors, at-least: 99% }\n'),
    frames: `
      error[E201]: unknown metric "goodputt" in expect[0]
       --> shop.yaml:8:7
        |
      7 | expect:
      8 |   - { goodputt: visitors, at-least: 99% }
        |       ^^^^^^^^ did you mean "goodput"?
        = help: expected exactly one of: goodput, goodput-rate, throughput, timed-out, lost, open, time-to-end-p50, time-to-end-p90, time-to-end-p95, time-to-end-p99, time-to-end-p999, queue-depth and 91 more (knockon list metrics)
`,
  },
  {
    story: 'goodput of an operation, which is a matter of loads',
    text: smallest('expect:\n  - { goodput: web.home, at-least: 99% }\n'),
    frames: `
      error[E302]: goodput is told of a load or run; "web.home" is an operation
       --> shop.yaml:8:16
        |
      7 | expect:
      8 |   - { goodput: web.home, at-least: 99% }
        |                ^^^^^^^^
        = help: known: visitors, run; of an operation expect success or failure; for its goodput, give it a load of its own
`,
  },
  {
    story: 'a subject and a time that are not there',
    text: smallest(
      'expect:\n  - { goodput: web, at-least: 99% }\n  - { goodput: visitors, during: 50s..70s, at-least: 99% }\n  - { goodput: visitors, during: after-faults, above: 1% }\n',
    ),
    frames: `
      error[E302]: goodput is told of a load or run; "web" is a service
       --> shop.yaml:8:16
        |
      7 | expect:
      8 |   - { goodput: web, at-least: 99% }
        |                ^^^ known: visitors, run; of a service expect success or failure

      error[E302]: 70s is after the end of the run (1m)
       --> shop.yaml:9:34
        |
      8 |   - { goodput: web, at-least: 99% }
      9 |   - { goodput: visitors, during: 50s..70s, at-least: 99% }
        |                                  ^^^^^^^^

      error[E303]: there is no time after the faults in this run
        --> shop.yaml:10:34
         |
       9 |   - { goodput: visitors, during: 50s..70s, at-least: 99% }
      10 |   - { goodput: visitors, during: after-faults, above: 1% }
         |                                  ^^^^^^^^^^^^ phases here: warm-up, before-faults, whole
`,
  },
  {
    story: 'a zone that nobody is in, and a fault aimed at it',
    text: smallest('faults:\n  - { slow: zone west, factor: 2 }\n'),
    frames: `
      error[E301]: unknown zone "west"
       --> shop.yaml:8:13
        |
      7 | faults:
      8 |   - { slow: zone west, factor: 2 }
        |             ^^^^^^^^^
`,
  },
  {
    story: 'a pair of zones written as a fault would say it',
    text: smallest('network: { between: [ { from: zone a, to: web, latency: 1ms } ] }\n'),
    frames: `
      error[E203]: network.between[0].from: "zone a" is not a service, load or broker
       --> shop.yaml:7:31
        |
      6 |   - { name: visitors, operation: web.home, arrivals: { poisson: 20/s } }
      7 | network: { between: [ { from: zone a, to: web, latency: 1ms } ] }
        |                               ^^^^^^ for a pair of zones write zones: [a, b]
`,
  },
  {
    story: 'a fault whose end is before its beginning',
    text: smallest('faults:\n  - { crash: web, at: 30s, until: 20s }\n'),
    frames: `
      error[E302]: this fault ends before it begins: \`until\` (20s) is before \`at\` (30s)
       --> shop.yaml:8:35
        |
      7 | faults:
      8 |   - { crash: web, at: 30s, until: 20s }
        |                                   ^^^ write a later \`until\`, or say with \`for\` how long it lasts
`,
  },
  {
    story: 'a link to a queue, which is one to its broker',
    text: `title: t
run: { length: 1m }
services: { s: { concurrency: { threads: 1 }, operations: { go: [ { send: q } ] } } }
brokers: { bus: { kind: queue, queues: { q: {} } } }
consumers: [ { from: q, call: s.go } ]
load: [ { name: l, operation: s.go, arrivals: { poisson: 1/s } } ]
network: { between: [ { from: s, to: q, latency: 1ms } ] }
`,
    frames: `
      error[E303]: nobody calls along this link: s -> q
       --> shop.yaml:7:25
        |
      6 | load: [ { name: l, operation: s.go, arrivals: { poisson: 1/s } } ]
      7 | network: { between: [ { from: s, to: q, latency: 1ms } ] }
        |                         ^^^^ q is a queue; write its broker: to: bus
`,
  },
  {
    story: 'more replicas than there are',
    text: smallest('faults:\n  - { crash: web, replicas: 2, at: 5s, for: 5s }\n'),
    frames: `
      error[E303]: web has only 1 replica
       --> shop.yaml:8:29
        |
      7 | faults:
      8 |   - { crash: web, replicas: 2, at: 5s, for: 5s }
        |                             ^ write all
`,
  },
  {
    story: 'a policy that goes by keys where no request has any',
    text: smallest().replace('operation: web.home,', 'operation: web.home, coalesce: {},'),
    frames: `
      error[E303]: \`coalesce\` goes by what a request is about, and no load has \`keys\`
       --> shop.yaml:6:44
        |
      5 | load:
      6 |   - { name: visitors, operation: web.home, coalesce: {}, arrivals: { poisson: 20/s } }
        |                                            ^^^^^^^^ write keys: { count: 1000 } on the load
`,
  },
  {
    story: 'a longest wait where nobody may wait',
    text: smallest().replace(
      'operation: web.home,',
      'operation: web.home, bulkhead: { limit: 5, wait: 10ms },',
    ),
    frames: `
      error[E203]: load[0].bulkhead.wait: \`wait\` only means something where somebody may wait
       --> shop.yaml:6:72
        |
      5 | …
      6 | …: web.home, bulkhead: { limit: 5, wait: 10ms }, arrivals: { poisson: 20/s } }
        |                                          ^^^^ write queue: 10, or queue: none
`,
  },
  {
    story: 'hedges inside hedges that multiply',
    text: smallest().replace(
      'operation: web.home,',
      'operation: web.home, policies: [ { hedge: { delay: 1ms, max: 10 } }, { hedge: { delay: 1ms, max: 10 } }, { hedge: { delay: p95 } } ],',
    ),
    frames: `
      error[E304]: policies inside policies multiply: one call could be sent 200 times at once
       --> shop.yaml:6:7
        |
      5 | load:
      6 |   - { name: visitors, operation: web.home, policies: [ { hedge: { delay: 1ms, max: 10 } }, { hedge: …
        |       ^^^^ allow 100 at most
`,
  },
  {
    story: 'a delay that is neither a length nor a percentile that is known',
    text: smallest().replace('operation: web.home,', 'operation: web.home, hedge: { delay: p98 },'),
    frames: `
      error[E203]: load[0].hedge.delay: expected a duration, or one of p50, p75, p90, p95, p99, p999
       --> shop.yaml:6:60
        |
      5 | load:
      6 |   - { name: visitors, operation: web.home, hedge: { delay: p98 }, arrivals: { poisson: 20/s } }
        |                                                            ^^^
`,
  },
  {
    story: 'a policy that the chain of a preset has not',
    text: smallest().replace(
      'operation: web.home,',
      'operation: web.home, policies: { preset: hystrix, retry: { attempts: 2 } },',
    ),
    frames: `
      error[E203]: load[0].policies.retry: the chain of hystrix has no retry, only: breaker, bulkhead, timeout
       --> shop.yaml:6:73
        |
      5 | …
      6 | … web.home, policies: { preset: hystrix, retry: { attempts: 2 } }, arrivals: { poisson: 20/s } }
        |                                          ^^^^^
        = help: write a list with one outside or inside of it: [ { retry: … }, { preset: hystrix } ]
`,
  },
  {
    story: 'a policy of which a chain has two',
    text: smallest().replace(
      'operation: web.home,',
      'operation: web.home, policies: { preset: dotnet, timeout: 2s },',
    ),
    frames: `
      error[E203]: load[0].policies.timeout: the chain of dotnet has 2 policies of the kind timeout
       --> shop.yaml:6:81
        |
      5 | …
      6 | …e, policies: { preset: dotnet, timeout: 2s }, arrivals: { poisson: 20/s } }
        |                                          ^^ write the list out to say which is meant
`,
  },
  {
    story: 'a wrong value of a policy that is changed in a chain',
    text: smallest().replace(
      'operation: web.home,',
      'operation: web.home, policies: [ { preset: istio, retry: { attempts: 0 } } ],',
    ),
    frames: `
      error[E203]: load[0].policies[0].retry.attempts: 0 is not a whole number from 1 to 100
       --> shop.yaml:6:92
        |
      5 | …
      6 | …: [ { preset: istio, retry: { attempts: 0 } } ], arrivals: { poisson: 20/s } }
        |                                          ^
`,
  },
  {
    story: 'a mistyped key in a chain that is changed',
    text: smallest().replace(
      'operation: web.home,',
      'operation: web.home, policies: [ { timeout: 1s }, { preset: linkerd, retry: { attempts: 3, budegt: 1% } } ],',
    ),
    frames: `
      error[E201]: unknown key "budegt" in load[0].policies[1].retry
       --> shop.yaml:6:114
        |
      5 | …
      6 | … preset: linkerd, retry: { attempts: 3, budegt: 1% } } ], arrivals: { poisson: 20/s } }
        |                                          ^^^^^^ did you mean "budget"?
        = help: known keys: preset, attempts, backoff, on, where, elsewhere, host-selection-attempts, idempotent-only, pushback, transparent, budget, budget-scope
`,
  },
  {
    story: 'a fallback to an operation that is not there',
    text: smallest().replace('operation: web.home,', 'operation: web.home, fallback: { call: web.hom },'),
    frames: `
      error[E301]: unknown operation of web "hom"
       --> shop.yaml:6:44
        |
      5 | load:
      6 |   - { name: visitors, operation: web.home, fallback: { call: web.hom }, arrivals: { poisson: 20/s } …
        |                                            ^^^^^^^^ did you mean "home"?
`,
  },
  {
    story: 'a share that may be all or a hundredth',
    text: smallest().replace('work: 2ms', 'fail: 1'),
    frames: `
      error[E203]: services.web.operations.home[0].fail: 1 has no unit
       --> shop.yaml:4:69
        |
      3 | services:
      4 |   web: { concurrency: { threads: 4 }, operations: { home: [ { fail: 1 } ] } }
        |                                                                     ^ write 100% (or 1%)
`,
  },
  {
    story: 'a mistake inside an anchor once, where it is written',
    text: `x-small: &small { threads: few }
title: t
run: { length: 1m }
services:
  a: { concurrency: *small, operations: {} }
  b: { concurrency: *small, operations: {} }
load: []
`,
    frames: `
      error[E203]: services.a.concurrency.threads: "few" is not a whole number from 1 to 1000000
       --> shop.yaml:1:28
        |
      1 | x-small: &small { threads: few }
        |                            ^^^
`,
  },
];

describe('a broken file', () => {
  for (const { story, text, frames } of BROKEN) {
    it(`shows ${story}`, () => {
      expect(framesOf(text)).toBe(framed(frames));
    });
  }
});

describe('a frame', () => {
  const at = (line: number, column: number, endColumn: number) => ({
    line,
    column,
    endLine: line,
    endColumn,
  });
  const wrong = { code: 'E203', severity: 'error', sentence: 'wrong', file: 'a.yaml' } as const;
  const draw = (text: string, column: number, endColumn: number) =>
    frame({ ...wrong, range: at(1, column, endColumn) }, { name: 'a.yaml', text }, { color: false })
      .split('\n')
      .slice(3);

  it('writes control characters out instead of sending them', () => {
    expect(draw('a: \u001b[31m\u0007x', 4, 10)).toEqual([
      '1 | a: \\u001b[31m\\u0007x',
      '  |    ^^^^^^^^^^^^^^^^',
    ]);
  });

  it('keeps its carets beneath the text after a tab', () => {
    expect(draw('a:\tword', 4, 8)).toEqual(['1 | a:    word', '  |       ^^^^']);
  });

  it('counts a wide character as two cells', () => {
    expect(draw('支払: x', 5, 6)).toEqual(['1 | 支払: x', '  |       ^']);
  });

  it('cuts a long line around the carets', () => {
    const [line, carets] = draw(`${'a'.repeat(500)}WRONG${'b'.repeat(500)}`, 501, 506);
    expect(line).toBe(`1 | …${'a'.repeat(40)}WRONG${'b'.repeat(55)}…`);
    expect(carets.indexOf('^')).toBe(line.indexOf('WRONG'));
    expect(carets.trim().slice(2)).toBe('^^^^^'.padStart(carets.trim().length - 2));
  });

  it('is cut to the columns of a terminal, and what would wrap beside the carets stands below', () => {
    const text = `${'a'.repeat(100)}WRONG${'b'.repeat(100)}`;
    const hint = 'write something else that is just short enough for its line';
    for (const columns of [30, 40, 60, 80, 120]) {
      const place = { ...wrong, hint, range: at(1, 101, 106) };
      const lines = frame(place, { name: 'a.yaml', text }, { color: false, columns }).split('\n');
      const [line, carets, below] = lines.slice(3);
      expect(Math.max(line.length, carets.length)).toBeLessThanOrEqual(columns);
      expect(carets.indexOf('^')).toBe(line.indexOf('WRONG'));
      expect(`${carets}${below ?? ''}`).toContain(hint);
    }
  });

  it('says no more than the sentence and the file where there is no place', () => {
    expect(frame(wrong, undefined, { color: false })).toBe('error[E203]: wrong\n --> a.yaml');
  });

  it('tells the sum behind a finding before the way out, each on a line of its own', () => {
    const found = {
      ...wrong,
      code: 'L101',
      severity: 'warning',
      formula: '3/s > 2/s',
      hint: 'less',
    } as const;
    const lines = (diagnostic: Parameters<typeof frame>[0]) =>
      frame(diagnostic, { name: 'a.yaml', text: 'a: b' }, { color: false }).split('\n');
    expect(lines({ ...found, range: at(1, 4, 5) })).toEqual([
      'warning[L101]: wrong',
      ' --> a.yaml:1:4',
      '  |',
      '1 | a: b',
      '  |    ^',
      '  = because: 3/s > 2/s',
      '  = help: less',
    ]);
    expect(lines(found)).toEqual([
      'warning[L101]: wrong',
      ' --> a.yaml',
      ' = because: 3/s > 2/s',
      ' = help: less',
    ]);
  });

  it('is the same text in colour, but for the colours', () => {
    const source = { name: 'a.yaml', text: 'a: b' };
    const diagnostic = { ...wrong, meant: 'c', hint: 'd'.repeat(70), range: at(1, 4, 5) };
    const coloured = frame(diagnostic, source, { color: true });
    expect(coloured).toContain('\u001b[31m');
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(frame(diagnostic, source, { color: false }));
  });
});

describe('many mistakes of one kind', () => {
  const wrong = (code: string, line: number) => ({
    code,
    severity: 'warning' as const,
    sentence: `wrong on ${line}`,
    file: 'a.yaml',
    range: { line, column: 1, endLine: line, endColumn: 2 },
  });
  const source = { name: 'a.yaml', text: 'a\n'.repeat(40) };
  const firstLines = (code: string, from: number, to: number) =>
    frames(
      [
        ...Array.from({ length: to - from + 1 }, (_, i) => wrong(code, from + i)),
        { ...wrong('L102', 40), sentence: 'another' },
      ],
      [source],
      { color: false },
    )
      .split('\n')
      .filter((line) => line.startsWith('warning'));

  it('are told of ten times, and then by their lines; others are not lost among them', () => {
    const told = firstLines('L101', 1, 30);
    expect(told.slice(0, 10)).toEqual(
      Array.from({ length: 10 }, (_, i) => `warning[L101]: wrong on ${i + 1}`),
    );
    expect(told.slice(10)).toEqual([
      'warning[L101]: and 20 more like these, on lines 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22 and 8 more',
      'warning[L102]: another',
    ]);
  });

  it('are all told of when there is only one more than ten', () => {
    expect(firstLines('L101', 1, 11)).toHaveLength(12);
  });
});
