/** Each rule has its example, is silent just below its limit, and speaks just above it. */
import { describe, expect, it } from 'vitest';
import { lint, rules } from '../../src/lint/index.ts';
import { exampleText, mendedText } from '../../src/lint/page.ts';
import { framesOf, scenarioOf } from '../scenario/support/mistakes.ts';
import { codesOf, exampleOf, formulaOf, lintOf, saidOf } from './support/findings.ts';

describe.each(rules)('the example of $code', ({ code, example }) => {
  it('is a scenario, in which the rule finds one thing and the others nothing', () => {
    expect(framesOf(exampleText(example))).toBe('');
    expect(lint(scenarioOf(exampleText(example))).findings.map((finding) => finding.code)).toEqual([code]);
  });

  it('is mended by what it says', () => {
    expect(framesOf(mendedText(example))).toBe('');
    expect(lint(scenarioOf(mendedText(example))).findings).toEqual([]);
  });
});

describe('the codes', () => {
  it('are in order, and none is used twice', () => {
    const codes = rules.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort());
    for (const code of codes) expect(code).toMatch(/^L1\d\d$/);
  });
});

/** Rule, what is replaced in its example, the last value that is fine (with what else is found there), the first that is not. */
const limits: readonly [code: string, piece: string, below: string, also: string[], above: string][] = [
  ['L101', 'poisson: 240/s', 'poisson: 200/s', ['L102'], 'poisson: 200.1/s'],
  ['L102', 'poisson: 180/s', 'poisson: 170/s', [], 'poisson: 170.1/s'],
  ['L103', 'spike: 3', 'spike: 2', [], 'spike: 2.01'],
  ['L104', 'poisson: 140/s', 'poisson: 49.9/s', [], 'poisson: 50.1/s'],
  ['L105', 'poisson: 100/s', 'poisson: 80/s', [], 'poisson: 80.1/s'],
  ['L106', 'rate: 50/s', 'rate: 70/s', [], 'rate: 69.9/s'],
  ['L107', 'rate: 150/s', 'rate: 100/s', [], 'rate: 100.1/s'],
  ['L108', 'poisson: 400/s', 'poisson: 100/s', [], 'poisson: 100.1/s'],
  ['L109', 'poisson: 240/s', 'poisson: 201.6/s', [], 'poisson: 201.7/s'],
  ['L110', 'timeout: 450ms', 'timeout: 100ms', [], 'timeout: 100.1ms'],
  ['L111', 'timeout: 1s', 'timeout: 799ms', [], 'timeout: 800ms'],
  ['L112', 'timeout: 1s', 'timeout: 412.5ms', [], 'timeout: 413ms'],
  ['L113', 'timeout: 25ms', 'timeout: 30ms', [], 'timeout: 29.9ms'],
  ['L116', 'limit: 400', 'limit: 99', [], 'limit: 100'],
  ['L117', 'wait: 2s', 'wait: 999ms', [], 'wait: 1s'],
  ['L118', 'visibility: 2s', 'visibility: 5s', [], 'visibility: 4.9s'],
  ['L119', 'wait: 1s', 'wait: 499ms', [], 'wait: 500ms'],
  [
    'L121',
    'retry: { attempts: 3 }\n          timeout: 500ms',
    'retry: { attempts: 2 }\n          timeout: 500ms',
    [],
    'retry: { attempts: 3 }\n          timeout: 500ms',
  ],
  ['L122', 'attempts: 3', 'attempts: 1', [], 'attempts: 2'],
  ['L123', 'delay: 15ms', 'delay: 20ms', [], 'delay: 19.9ms'],
  ['L124', 'open: 30s', 'open: 1s', [], 'open: 1001ms'],
  ['L131', 'minimum: 100', 'minimum: 60', [], 'minimum: 61'],
  ['L132', 'for: 20s', 'for: 25s', [], 'for: 24.9s'],
  ['L133', 'limit: 25', 'limit: 19', [], 'limit: 20'],
  ['L134', 'replicas: 5', 'replicas: 10', [], 'replicas: 9'],
  ['L138', 'timeout: 5s', 'timeout: 2.2s', [], 'timeout: 2.21s'],
  ['L139', 'timeout: 200ms', 'timeout: 250ms', [], 'timeout: 249.9ms'],
  ['L140', 'limit: 100', 'limit: 79', [], 'limit: 80'],
  ['L141', 'at: 3s', 'at: 5.1s', [], 'at: 5s'],
  ['L142', 'for: 60s', 'for: 30s', [], 'for: 30.1s'],
  ['L143', 'during: 0s..10s', 'during: 0s..10.1s', [], 'during: 0s..9s'],
  ['L144', 'poisson: 5000000/s', 'poisson: 2083333/s', [], 'poisson: 2083334/s'],
  ['L145', 'receives: 3', 'receives: 7', [], 'receives: 6'],
  ['L146', 'for: 20s', 'for: 20.1s', [], 'for: 20s'],
  ['L160', 'zipf: 1.5', 'zipf: 1.38', [], 'zipf: 1.4'],
  ['L161', 'concurrency: 40', 'concurrency: 10', [], 'concurrency: 11'],
  ['L162', 'limit: 200', 'limit: 63', [], 'limit: 64'],
  ['L163', 'open: 10s', 'open: 20ms', [], 'open: 21ms'],
  ['L164', 'stale: 20s', 'stale: 60s', [], 'stale: 59.9s'],
  ['L165', 'open: 60s', 'open: 49.9s', [], 'open: 50s'],
  ['L166', 'limit: 100', 'limit: 41', [], 'limit: 42'],
  ['L167', 'slow-start: 60s', 'slow-start: 39.9s', [], 'slow-start: 40s'],
];

describe('at its limit', () => {
  it.each(limits)('%s is silent or not: %s', (code, piece, below, also, above) => {
    expect(codesOf(exampleOf(code, [piece, below]))).toEqual(also);
    expect(codesOf(exampleOf(code, [piece, above]))).toEqual([code]);
  });
});

describe('offered load (L101)', () => {
  const shop = (steps: string, load: string, more = '') => `services:
  web:
    concurrency: { threads: 1000 }
    queue: { limit: 10 }
    operations: { ask: ${steps} }
  back:
    concurrency: { threads: 10 }
    queue: { limit: 10 }
    operations: { work: [ { work: { exponential: 100ms } } ] }
load:
  - { name: people, operation: web.ask, ${load}, timeout: 10s }
${more}`;
  const call = '{ call: back.work, timeout: 2s }';

  it.each([
    ['repeated calls', `[ { repeat: { times: 4, steps: [ ${call} ] } } ]`, 25],
    ['calls that come again by chance', `[ { repeat: { again: 50%, steps: [ ${call} ] } } ]`, 50],
    ['calls at the same time', `[ { parallel: [ ${call}, [ { work: 1ms }, ${call} ] ] } ]`, 50],
    ['a branch of some', `[ { branch: [ { share: 20%, steps: [ ${call} ] } ] } ]`, 500],
    [
      'branches with weights',
      `[ { branch: [ { weight: 1, steps: [ ${call} ] }, { weight: 3, steps: [] } ] } ]`,
      400,
    ],
    ['calls behind a step that fails', `[ { fail: 50% }, ${call} ]`, 200],
    ['notices', '[ { notify: back.work } ]', 100],
  ])('counts %s', (_, steps, capacity) => {
    const at = (rate: number) => codesOf(shop(steps, `arrivals: { poisson: ${rate}/s }`));
    expect(at(capacity * 0.8)).not.toContain('L101');
    expect(at(capacity * 1.01)).toContain('L101');
  });

  it('sums over loads and operations, and says so', () => {
    const second = '  - { name: others, operation: back.work, arrivals: { constant: 61/s }, timeout: 2s }';
    const text = shop(
      `[ { branch: [ { share: 50%, steps: [ ${call} ] } ] } ]`,
      'arrivals: { poisson: 80/s }',
      second,
    );
    expect(formulaOf('L101', text)).toBe(
      '80/s × 0.5 calls + 61/s = 101/s > 1 replica × 10 threads ÷ 100ms = 100/s',
    );
  });

  it('holds a slot for as long as the calls take that it waits for', () => {
    const text = `network: { latency: 10ms }
services:
  web: { concurrency: { threads: 21 }, operations: { ask: [ { work: 10ms }, { call: back.work, timeout: 2s } ] } }
  back: { concurrency: { async: 1000 }, operations: { work: [ { sleep: 180ms } ] } }
load:
  - { name: people, operation: web.ask, arrivals: { poisson: 101/s } }`;
    expect(formulaOf('L101', text)).toBe('101/s > 1 replica × 21 threads ÷ 210ms = 100/s');
    expect(codesOf(text.replace('101/s', '84/s'))).toEqual([]);
  });

  it('counts a long call only as far as its timeout lets it', () => {
    const text = (timeout: string) => `services:
  web: { concurrency: { threads: 20 }, operations: { ask: [ { call: back.work, timeout: ${timeout} } ] } }
  back:
    concurrency: { threads: 100000 }
    queue: { limit: 0 }
    operations: { work: [ { work: { mixture: [ { share: 99%, of: 1ms }, { share: 1%, of: 100s } ] } } ] }
load:
  - { name: people, operation: web.ask, arrivals: { poisson: 300/s } }`;
    // 99% of 1 ms and 1% of a timeout: 6 ms of 500 ms, and 21 ms of 2 s
    expect(codesOf(text('500ms'))).toEqual([]);
    expect(codesOf(text('10s'))).toEqual(['L101']);
  });

  it('looks at cores where they run out first', () => {
    const text = (rate: number) => `services:
  web: { concurrency: { async: 1000 }, cores: 2, queue: { limit: 0 }, operations: { ask: [ { work: 8ms }, { sleep: 50ms } ] } }
load:
  - { name: people, operation: web.ask, arrivals: { poisson: ${rate}/s } }`;
    expect(formulaOf('L101', text(260))).toBe('260/s > 1 replica × 2 cores ÷ 8ms of work = 250/s');
    expect(codesOf(text(210))).toEqual([]);
  });

  it('leaves users alone who wait for each other, unless that takes longer than they bear', () => {
    const text = (bear: string) => `services:
  web: { concurrency: { threads: 4 }, queue: { limit: 500 }, operations: { ask: [ { work: { exponential: 20ms } } ] } }
load:
  - { name: people, operation: web.ask, users: 400, think: 1s${bear} }`;
    expect(codesOf(text(''))).toEqual(['L102']);
    expect(codesOf(text(', within: 1.1s'))).toEqual(['L102']);
    expect(formulaOf('L101', text(', within: 900ms'))).toBe(
      '400 users ÷ 200/s − 1s of thinking = 1s > 900ms',
    );
    expect(codesOf(text(', patience: 900ms'))).toContain('L101');
  });

  it('looks at what is usual before the first fault, and not at what a fault does to the load', () => {
    const text = exampleOf('L101', ['poisson: 240/s', 'poisson: 100/s']);
    expect(codesOf(`${text}\nfaults:\n  - { surge: shoppers, factor: 10, at: 30s, for: 10s }`)).toEqual([]);
    const step = text.replace('100/s }', '100/s }, profile: [ { step: 3, at: 20s } ]');
    expect(codesOf(step)).toEqual(['L101']);
    // before this fault there is a second of it
    expect(codesOf(`${step}\nfaults:\n  - { slow: payments, factor: 2, at: 21s, for: 10s }`)).toEqual([
      'L103',
    ]);
  });

  it('says nothing of an operation that calls itself: how long that takes is not known', () => {
    const circle = exampleOf('L101', [
      'charge: [ { work: { exponential: 100ms } } ]',
      'charge: [ { work: 100ms }, { branch: [ { share: 10%, steps: [ { call: payments.charge, timeout: 1s } ] } ] } ]',
    ]);
    expect(codesOf(circle)).toEqual([]);
  });
});

describe('timeouts that cross (L111, L112)', () => {
  it('are compared with the caller that waits longest', () => {
    const second = `  - { name: patient, operation: orders.place, arrivals: { poisson: 1/s }, timeout: 2s }`;
    expect(codesOf(exampleOf('L111'))).toEqual(['L111']);
    expect(codesOf(`${exampleOf('L111')}\n${second}`)).toEqual([]);
    expect(codesOf(`${exampleOf('L111')}\n${second.replace(', timeout: 2s', '')}`)).toEqual([]);
  });

  it('do not cross where the deadline travels along', () => {
    const web = ['web:\n', 'web:\n    deadlines: propagate\n'] as const;
    const orders = ['  orders:\n', '  orders:\n    deadlines: propagate\n'] as const;
    expect(codesOf(exampleOf('L111', web))).toEqual(['L111']);
    expect(codesOf(exampleOf('L111', web, orders))).toEqual([]);
  });

  it('are found where the attempts go on after the caller has left', () => {
    const retry = 'retry: { attempts: 3, backoff: { base: 20ms } }, timeout: 300ms';
    const text = exampleOf('L111', ['timeout: 1s', retry]);
    expect(formulaOf('L112', text)).toBe(
      '3 attempts × 300ms + 60ms of pauses = 960ms > 800ms (web -> orders.place)',
    );
    expect(codesOf(exampleOf('L111', ['timeout: 1s', retry.replace('300ms', '240ms')]))).toEqual([]);
  });

  it('count the shortest pauses that the jitter may draw', () => {
    const text = (jitter: string) =>
      exampleOf('L112', ['timeout: 1s', 'timeout: 450ms'], ['base: 50ms', `base: 50ms, jitter: ${jitter}`]);
    expect(codesOf(text('none'))).toEqual(['L112']);
    expect(codesOf(text('full'))).toEqual([]);
    expect(codesOf(text('equal'))).toEqual([]);
  });
});

describe('a fallback that is too much (L108)', () => {
  it('is told by what would come to its service', () => {
    expect(formulaOf('L108', exampleOf('L108'))).toBe(
      '400/s of calls with a fallback there > 1 replica × 5 threads ÷ 50ms = 100/s',
    );
  });

  it('is the sum of all calls of one callee', () => {
    const two = (rate: number) =>
      exampleOf(
        'L108',
        [
          'show: [',
          'list: [ { call: cache.get, timeout: 300ms, fallback: { call: database.read } } ]\n      show: [',
        ],
        [
          'operation: shop.show, arrivals: { poisson: 400/s }',
          `mix: { shop.show: 1, shop.list: 1 }, arrivals: { poisson: ${rate}/s }`,
        ],
      );
    expect(codesOf(two(99))).toEqual([]);
    expect(formulaOf('L108', two(120))).toContain('120/s of calls with a fallback there in all 2 places');
  });

  it('is fine where somebody turns away what is too much', () => {
    const limit = 'limiter: { kind: token-bucket, rate: 90/s, burst: 10 }';
    const inside = [
      'timeout: 300ms, fallback: { call: database.read }',
      `${limit}, timeout: 300ms, fallback: { call: database.read }`,
    ] as const;
    expect(codesOf(exampleOf('L108', inside))).not.toContain('L108');
    const door = [
      '    queue: { limit: 20 }',
      `    queue: { limit: 20 }\n    admission: [ { ${limit} } ]`,
    ] as const;
    expect(codesOf(exampleOf('L108', door))).toEqual([]);
  });
});

describe('a check that takes replicas for the trouble of others (L135)', () => {
  const check = (change: string) => exampleOf('L135', ['timeout: 500ms, on-failure: restart', change]);
  const call = (text: string) => exampleOf('L135', ['{ call: database.read, timeout: 300ms }', text]);

  it('is told by whom it waits for, and after how long all are restarted', () => {
    expect(formulaOf('L135', exampleOf('L135'))).toBe(
      'shop.show waits for database; 3 failures × (500ms + 1s) = 4.5s at most, then all 4 replicas of shop',
    );
  });

  it('is told of one that removes, where no panic disregards it', () => {
    for (const panic of ['panic: 0%', 'on-panic: fail'])
      expect(saidOf('L135', check(`timeout: 500ms }\n      ${panic} #`))).toEqual([
        'if database is down, this check removes all 4 replicas of shop, and nobody disregards it',
      ]);
  });

  it('is fine where it removes, or others are not needed for a pass', () => {
    expect(codesOf(check('timeout: 500ms'))).toEqual([]);
    expect(codesOf(call('{ call: database.read, fallback: { value: degraded }, timeout: 300ms }'))).toEqual(
      [],
    );
    expect(codesOf(call('{ call: database.read, fallback: { stale: 1m }, timeout: 300ms }'))).toEqual([]);
    expect(
      codesOf(call('{ branch: [ { share: 50%, steps: [ { call: database.read, timeout: 300ms } ] } ] }')),
    ).toEqual([]);
    expect(codesOf(call('{ notify: database.read }'))).toEqual([]);
    expect(codesOf(call('{ call: database.read, breaker: {}, timeout: 300ms }'))).toEqual(['L135']);
  });
});

describe('a hot key (L160)', () => {
  const told = (...changes: readonly (readonly [string, string])[]) =>
    formulaOf('L160', exampleOf('L160', ...changes));

  it('is told with its share', () => {
    expect(told()).toBe('300/s × 39.2% = 118/s > 5 threads ÷ 50ms = 100/s');
  });

  it('may be one of a few, each of which is too much', () => {
    expect(told(['count: 1000, zipf: 1.5', 'count: 2'])).toBe(
      '300/s × 50% = 150/s > 5 threads ÷ 50ms = 100/s',
    );
    expect(told(['count: 1000, zipf: 1.5', 'count: 4'])).toBeUndefined();
  });

  it('has those without a key beside it', () => {
    const others =
      '    timeout: 1s\n  - { name: others, operation: stock.read, arrivals: { poisson: 30/s }, timeout: 1s }';
    expect(told(['300/s', '240/s'], ['    timeout: 1s', others])).toBe(
      '240/s × 39.2% + 7.5/s without a key = 102/s > 5 threads ÷ 50ms = 100/s',
    );
  });

  it('is nothing to a balancer that does not hash, of the service or of the call', () => {
    expect(told(['    timeout: 1s', '    timeout: 1s\n    balancer: random'])).toBeUndefined();
  });
});

describe('a retry around its breaker (L124)', () => {
  const told = (retry: string) =>
    formulaOf(
      'L124',
      exampleOf('L124', [
        'retry: { attempts: 3, on: [ error, rejected ], backoff: { base: 500ms, kind: fixed } }',
        retry,
      ]),
    );

  it('is told with its pauses, and how many calls wait in them', () => {
    expect(formulaOf('L124', exampleOf('L124'))).toBe(
      'pauses: 1s < 30s that the breaker stays open; 50/s × 1s = 50 calls wait at a time',
    );
    expect(told('retry: { attempts: 3, on: [ rejected ], backoff: { base: 100ms, jitter: full } }')).toBe(
      'pauses: at most 300ms < 30s that the breaker stays open; 50/s × 150ms = 8 calls wait at a time',
    );
  });

  it('is right where it leaves rejections alone, which it does unless told otherwise', () => {
    expect(told('retry: { attempts: 3, backoff: { base: 500ms } }')).toBeUndefined();
    expect(told('retry: { preset: resilience4j }')).toContain('1s < 30s');
  });

  it('is right where it costs no time, or may outlast the breaker, or has a budget', () => {
    expect(told('retry: { attempts: 3, on: [ rejected ] }')).toBeUndefined();
    expect(
      told('retry: { attempts: 3, on: [ rejected ], backoff: { base: 20s, max: none } }'),
    ).toBeUndefined();
    expect(
      told('retry: { attempts: 3, on: [ rejected ], backoff: { base: 1s }, budget: 10% }'),
    ).toBeUndefined();
  });

  it('hears nothing of rejections that a fallback between them answers', () => {
    expect(
      told(
        'retry: { attempts: 3, on: [ rejected, timed-out ], backoff: { base: 1s } }\n          fallback: { value: degraded, on: [ rejected ] }',
      ),
    ).toBeUndefined();
  });
});

describe('a breaker inside of the only timeout (L136)', () => {
  const pair = 'timeout: 500ms\n          breaker: { window: 100, minimum: 20, open: 10s }';
  const codes = (policies: string) => codesOf(exampleOf('L136', [pair, `policies: [ ${policies} ]`]));
  const breaker = (more = '') => `{ breaker: { window: 100, minimum: 20, open: 10s${more} } }`;

  it('is told whatever lies around them', () => {
    expect(codes(`{ timeout: 500ms }, { bulkhead: { limit: 30 } }, ${breaker()}`)).toEqual(['L136']);
    expect(codes(`{ timeout: 500ms }, ${breaker()}, { timeout: { connect: 100ms } }`)).toEqual(['L136']);
  });

  it('is right where another one lies inside', () => {
    expect(codes(`{ timeout: 1s }, ${breaker()}, { timeout: 300ms }`)).toEqual([]);
  });

  it('is right where it minds other failures, or slow calls that end before', () => {
    expect(codes(`{ timeout: 500ms }, ${breaker(', on: [ error, refused ]')}`)).toEqual([]);
    expect(codes(`{ timeout: 500ms }, ${breaker(', slow: 200ms, slow-rate: 50%')}`)).toEqual([]);
    expect(codes(`{ timeout: 500ms }, ${breaker(', slow: 2s, slow-rate: 50%')}`)).toEqual(['L136']);
  });
});

describe('a policy around a fallback (L137)', () => {
  const pair = 'retry: { attempts: 3 }\n          fallback: { value: degraded }';
  const said = (policies: string) =>
    lintOf(exampleOf('L137', [pair, policies])).findings.map(({ code, sentence }) => `${code} ${sentence}`);

  it('is told of retries and breakers', () => {
    expect(said(pair)).toEqual([
      'L137 this retry of shop -> reviews.list never tries again: the fallback inside has an answer for every failure',
    ]);
    expect(said('breaker: { minimum: 20 }\n          fallback: { value: degraded }')[0]).toContain(
      'never opens: the fallback inside',
    );
  });

  it('is right where something is left for it', () => {
    expect(said('retry: { attempts: 3 }\n          fallback: { value: degraded, on: [ error ] }')).toEqual(
      [],
    );
    expect(
      said('breaker: { minimum: 20, slow: 100ms, slow-rate: 50% }\n          fallback: { value: degraded }'),
    ).toEqual([]);
    expect(said('retry: { attempts: 3 }\n          fallback: { stale: 10s }')).toEqual([]);
  });

  it('is right where a limit between them fails by itself', () => {
    const between =
      'retry: { attempts: 3 }\n          bulkhead: { limit: 20 }\n          fallback: { value: degraded }';
    expect(said(between)).toEqual([]);
  });
});

describe('timeouts in a row (L110)', () => {
  const calls =
    '- { call: stock.reserve, timeout: 450ms }\n        - { call: payments.charge, timeout: 400ms }';
  const told = (steps: string) => formulaOf('L110', exampleOf('L110', [calls, steps]));
  const [stock, payments] = [
    '{ call: stock.reserve, timeout: 300ms }',
    '{ call: payments.charge, timeout: 150ms }',
  ];

  it('are told with what lies between them', () => {
    expect(formulaOf('L110', exampleOf('L110'))).toBe(
      '450ms (stock.reserve) + 400ms (payments.charge) = 850ms > 500ms (web -> orders.place)',
    );
    expect(told(`- ${stock}\n        - { work: { exponential: 100ms } }\n        - ${payments}`)).toBe(
      '300ms (stock.reserve) + 150ms (payments.charge) + 69.3ms between them = 519ms > 500ms (web -> orders.place)',
    );
    expect(told(`- { repeat: { times: 2, steps: [ ${stock} ] } }\n        - ${payments}`)).toContain(
      '2 × 300ms (stock.reserve) = 600ms',
    );
  });

  it('count all attempts of a retry, and its shortest pauses', () => {
    const retry = 'retry: { attempts: 2, backoff: { base: 50ms } }';
    expect(
      told(`- { call: stock.reserve, ${retry}, timeout: 150ms }\n        - ${payments}`),
    ).toBeUndefined();
    expect(told(`- { call: stock.reserve, ${retry}, timeout: 151ms }\n        - ${payments}`)).toContain(
      '352ms (stock.reserve) + 150ms',
    );
  });

  it('tell of a call that is made for nobody, and of one that is waited for by nobody', () => {
    const said = (steps: string) =>
      lintOf(exampleOf('L110', [calls, steps])).findings.find(({ code }) => code === 'L110')?.sentence;
    expect(lintOf(exampleOf('L110')).findings[0].sentence).toContain('while this call is still waited for');
    expect(said(`- ${stock}\n        - { work: 210ms }\n        - ${payments}`)).toContain(
      'before this call is made',
    );
  });

  it('are right next to each other, or where one of them alone is taken', () => {
    expect(told(`- parallel: [ ${stock}, { call: payments.charge, timeout: 400ms } ]`)).toBeUndefined();
    expect(
      told(
        `- branch: [ { share: 50%, steps: [ ${stock} ] }, { share: 50%, steps: [ { call: payments.charge, timeout: 400ms } ] } ]`,
      ),
    ).toBeUndefined();
    expect(told(`- parallel: [ ${stock} ]\n        - { call: payments.charge, timeout: 400ms }`)).toContain(
      '700ms',
    );
  });

  it('are right where the deadline travels along, and nobody’s business where somebody waits for ever', () => {
    const propagating = exampleOf(
      'L110',
      ['  orders:\n', '  orders:\n    deadlines: propagate\n'],
      ['  web:\n', '  web:\n    deadlines: propagate\n'],
    );
    expect(codesOf(propagating)).toEqual([]);
    expect(
      told('- { call: stock.reserve }\n        - { call: payments.charge, timeout: 400ms }'),
    ).toBeUndefined();
  });
});

describe('a retry inside the only timeout (L120)', () => {
  const chain = (...policies: string[]) =>
    exampleOf('L120', [
      'timeout: 500ms\n          retry: { attempts: 3 }',
      `policies: [ ${policies.map((policy) => `{ ${policy} }`).join(', ')} ]`,
    ]);
  const [total, retry, each] = ['timeout: 2s', 'retry: { attempts: 3 }', 'timeout: 500ms'];

  it('is told with what it would take the other way round', () => {
    expect(formulaOf('L120', exampleOf('L120'))).toBe(
      '1 of 3 attempts without an answer takes all of 500ms (inside of it: 3 attempts × 500ms = 1.5s)',
    );
    expect(
      formulaOf('L120', chain('timeout: 1s', 'retry: { attempts: 2, backoff: { base: 50ms } }')),
    ).toContain('2 attempts × 1s + 50ms of pauses = 2.05s');
  });

  it('is right where each attempt has a limit of its own', () => {
    expect(codesOf(chain(total, retry, each))).toEqual([]);
    expect(codesOf(chain(retry, each))).toEqual([]);
    expect(codesOf(chain(total, retry, 'breaker: {}'))).toEqual(['L120', 'L136']);
  });

  it('is right where it is for errors alone, and says so', () => {
    expect(codesOf(chain(total, 'retry: { attempts: 3, on: [ error, refused ] }'))).toEqual([]);
    expect(codesOf(chain(total, 'retry: { attempts: 3, on: [ error, timed-out ] }'))).toEqual(['L120']);
  });

  it('is right where something else makes a second attempt of what is slow', () => {
    expect(codesOf(chain(total, retry, 'hedge: { delay: 100ms }'))).toEqual([]);
    expect(codesOf(chain('retry: { attempts: 2 }', each, 'retry: { attempts: 2 }'))).toEqual([]);
  });

  it('may be one inside the patience of a load', () => {
    const patient = (more: string) =>
      exampleOf(
        'L120',
        ['timeout: 500ms\n          retry: { attempts: 3 }', 'timeout: 500ms'],
        ['poisson: 50/s }', `poisson: 50/s }, patience: 2s, retry: { attempts: 2 }${more}`],
      );
    expect(codesOf(patient(''))).toEqual(['L120']);
    expect(lintOf(patient('')).findings[0].sentence).toContain('the patience lies outside');
    expect(codesOf(patient(', timeout: 900ms'))).toEqual([]);
  });
});

describe('calls that nothing ends (L114, L115)', () => {
  const through = (load: string, notify = false) => `services:
  web: { concurrency: { threads: 10 }, operations: { ask: [ { ${notify ? 'notify' : 'call'}: front.show${notify ? '' : ', timeout: 1s'} } ] } }
  front: { concurrency: { threads: 10 }, operations: { show: [ { call: back.work } ] } }
  back: { concurrency: { threads: 10 }, operations: { work: [ { work: 1ms } ] } }
load:
  - { name: people, operation: ${load}, arrivals: { poisson: 10/s } }`;

  it('need one timeout on the way', () => {
    expect(codesOf(through('web.ask'))).toEqual([]);
    // then nobody comes to web
    expect(codesOf(through('front.show'))).toEqual(['L114', 'L152']);
    expect(codesOf(through('front.show, patience: 2s'))).toEqual(['L152']);
  });

  it('begin anew where nobody waits', () => {
    expect(codesOf(through('web.ask', true))).toEqual(['L114']);
  });

  it('are told by the sum until all slots hang', () => {
    expect(formulaOf('L114', through('front.show'))).toBe('10 threads ÷ 10/s = 1s until all of front hangs');
  });

  it('are shown once on a way, and a retry among them as what it is', () => {
    const chain = through('web.ask').replace(', timeout: 1s', '');
    expect(codesOf(chain)).toEqual(['L114']);
    expect(
      codesOf(chain.replace('{ call: back.work }', '{ call: back.work, retry: { attempts: 2 } }')),
    ).toEqual(['L114', 'L115']);
  });
});

describe('full queues (L116)', () => {
  const long = (change: string) => exampleOf('L116', ['{ limit: 400 }', `{ limit: 400${change} }`]);

  it('are fine where the last is served first, or waiting has an end', () => {
    for (const change of [', order: lifo', ', order: adaptive-lifo', ', order: codel', ', wait: 500ms'])
      expect(codesOf(long(change)), change).toEqual([]);
    // all customers are alike
    expect(codesOf(long(', order: priority'))).toEqual(['L116', 'L154']);
  });

  it('are fine where those who left are taken out', () => {
    for (const word of ['queued', 'full'])
      expect(
        codesOf(exampleOf('L116', ['{ limit: 400 }', `{ limit: 400 }\n    cancellation: ${word}`])),
      ).toEqual([]);
  });

  it('are compared with the caller that waits longest; nobody who waits for ever is disappointed', () => {
    const second = (timeout: string) =>
      `${exampleOf('L116')}\n  - { name: others, operation: shop.serve, arrivals: { poisson: 1/s }${timeout} }`;
    expect(codesOf(second(', timeout: 3.9s'))).toEqual(['L116']);
    expect(codesOf(second(', timeout: 4.1s'))).toEqual([]);
    expect(codesOf(second(''))).toEqual([]);
  });

  it('of notices are never in vain', () => {
    const noticed = exampleOf(
      'L116',
      [
        'services:\n',
        'services:\n  web: { concurrency: { threads: 9 }, operations: { ask: [ { notify: shop.serve, timeout: 1s } ] } }\n',
      ],
      ['shop.serve, arr', 'web.ask, arr'],
    );
    expect(codesOf(noticed)).toEqual([]);
  });

  it('have those in service before them where all share the cores', () => {
    const text = (slots: number) => `services:
  shop: { concurrency: { async: ${slots} }, queue: { limit: 10 }, operations: { serve: [ { work: 10ms } ] } }
load:
  - { name: customers, operation: shop.serve, arrivals: { poisson: 50/s }, timeout: 1s }`;
    expect(codesOf(text(89))).toEqual([]);
    expect(formulaOf('L116', text(90))).toBe(
      '(90 in service + 10 waiting) ÷ (1 core ÷ 10ms of work = 100/s) = 1s ≥ 1s (customers -> shop.serve)',
    );
  });

  it('grow without end where they have no limit', () => {
    expect(codesOf(exampleOf('L116', ['limit: 400', 'limit: none']))).toEqual(['L116']);
  });
});

describe('retries that multiply (L121)', () => {
  it('are shown at the last one, with the whole way', () => {
    const three = exampleOf('L121', [
      'operation: web.checkout, ',
      'operation: web.checkout, retry: { attempts: 2 }, timeout: 60s, ',
    ]);
    expect(formulaOf('L121', three)).toBe(
      '2 (shoppers -> web.checkout) × 3 (web -> orders.place) × 3 (orders -> payments.charge) = 18 ≥ 9',
    );
  });

  it('in one layer do not multiply, however many they are', () => {
    expect(
      codesOf(
        exampleOf(
          'L121',
          ['retry: { attempts: 3 }\n          timeout: 3s', 'timeout: 30s'],
          ['attempts: 3', 'attempts: 20'],
        ),
      ),
    ).toEqual([]);
  });
});

describe('messages (L105, L118)', () => {
  const topic = (concurrency: string) => `services:
  shop: { concurrency: { threads: 20 }, operations: { order: [ { publish: placed, timeout: 1s } ] } }
  mail: { concurrency: { threads: 20 }, operations: { send: [ { work: 50ms } ] } }
brokers:
  bus: { kind: queue, topics: { placed: {} } }
consumers:
  - { from: placed, group: letters, call: mail.send, ${concurrency}, timeout: 1s }
  - { from: placed, group: parcels, call: mail.send, concurrency: 10, timeout: 1s }
load:
  - { name: shoppers, operation: shop.order, arrivals: { poisson: 100/s } }`;

  it('go to every subscription, and each has its own consumers', () => {
    expect(codesOf(topic('concurrency: 4'))).toEqual(['L105']);
    expect(codesOf(topic('concurrency: 3, replicas: 2'))).toEqual([]);
  });

  it('that their consumers cannot handle do not reach what handles them', () => {
    // 2 at a time ÷ 50 ms = 40/s of the 100/s: mail gets 140/s of the 400/s it can send
    const slow = topic('concurrency: 2').replace(
      'mail: { concurrency: { threads: 20 }',
      'mail: { concurrency: { threads: 9 }, queue: { limit: 5 }',
    );
    expect(codesOf(slow)).toEqual(['L105']);
    expect(codesOf(slow.replace('concurrency: 2,', 'concurrency: 8,'))).toEqual(['L101']);
  });

  it('may be visible again before their consumer gives up', () => {
    const sentence = (visibility: string) => {
      const found = formulaOf('L118', exampleOf('L118', ['visibility: 2s', `visibility: ${visibility}`]));
      return found?.replace(/^.*< /, '');
    };
    expect(sentence('2s')).toBe('3s in biller.issue (median)');
    expect(sentence('4s')).toBe('5s until invoices -> biller.issue gives up');
  });
});

describe('breakers (L131, L132)', () => {
  it('see the attempts of a retry around them', () => {
    const inRetry = (code: string) =>
      exampleOf(code, ['          breaker:', '          retry: { attempts: 2 }\n          breaker:']);
    expect(codesOf(inRetry('L131'))).toEqual([]);
    const rare = inRetry('L131').replace('5/s', '4/s');
    expect(formulaOf('L131', rare)).toContain('4/s × 2 attempts ÷ 10 replicas = 0.8/s');
    expect(codesOf(inRetry('L132'))).toEqual([]);
  });

  it('need fewer failures while their window is not full: nothing is said of it', () => {
    expect(codesOf(exampleOf('L132', ['at: 60s', 'at: 40s']))).toEqual([]);
  });
});

describe('replicas that `scaling` has in reserve', () => {
  it('serve nobody until they are called', () => {
    const reserve = exampleOf('L101', ['replicas: 2', 'replicas: 2\n    scaling: { most: 6 }']);
    expect(codesOf(reserve)).toEqual(['L101']);
    expect(formulaOf('L101', reserve)).toBe(formulaOf('L101', exampleOf('L101')));
  });
});
