/** Wiring without effect is told, and what only looks like it is not. */
import { describe, expect, it } from 'vitest';
import { codesOf, exampleOf, formulaOf, lintOf, saidOf } from './support/findings.ts';

describe('messages that nobody takes (L150)', () => {
  it('are told with how many there are', () => {
    expect(formulaOf('L150', exampleOf('L150'))).toBe('100/s from shop, consumers: 0');
  });

  it('are told of a topic without subscriptions', () => {
    const topic = exampleOf(
      'L150',
      ['send: invoices', 'publish: placed'],
      ['queues: { invoices', 'topics: { placed'],
    );
    expect(saidOf('L150', topic)).toEqual(['nobody subscribes to placed: what is published to it is gone']);
  });

  it('may be dead letters, which are there to be looked into', () => {
    const letters = exampleOf(
      'L150',
      ['invoices: {}', 'invoices: { receives: 3, dead-letter: letters }, letters: {}'],
      ['consumers: []', 'consumers: [ { from: invoices, call: biller.issue, concurrency: 4, timeout: 1s } ]'],
    );
    expect(codesOf(letters)).toEqual([]);
  });
});

describe('what is declared and never used (L151)', () => {
  const shop = (brokers: string) => `services:
  shop: { concurrency: { threads: 20 }, operations: { order: [ { send: invoices, timeout: 1s } ] } }
  biller: { concurrency: { threads: 20 }, operations: { issue: [ { work: 5ms } ] } }
brokers: ${brokers}
consumers: [ { from: invoices, call: biller.issue, concurrency: 4, timeout: 1s } ]
load: [ { name: shoppers, operation: shop.order, arrivals: { poisson: 100/s } } ]`;

  it('is a queue or topic of a broker of which others are used', () => {
    const text = shop('{ jobs: { kind: queue, queues: { invoices: {}, old: {} }, topics: { news: {} } } }');
    expect(saidOf('L151', text)).toEqual([
      'nobody sends anything to old',
      'nobody publishes anything to news',
    ]);
  });

  it('is told once of a whole broker', () => {
    const text = shop(
      '{ jobs: { kind: queue, queues: { invoices: {} } }, spare: { kind: queue, queues: { a: {}, b: {} } } }',
    );
    expect(saidOf('L151', text)).toEqual(['nobody sends anything to spare']);
  });

  it('is not a list that a call names', () => {
    expect(saidOf('L151', exampleOf('L151'))).toEqual(['no call uses the policies of careful']);
    expect(codesOf(exampleOf('L151', ['charge, timeout: 2s', 'charge, policies: careful']))).toEqual([]);
  });
});

describe('a service to which nobody comes (L152)', () => {
  it('is told, though others that nobody asks would call it', () => {
    const text = exampleOf('L152', [
      'note: [ { work: 5ms } ]',
      'note: [ { call: disk.write, timeout: 1s } ]',
    ]);
    const whole = text.replace(
      'load:',
      '  disk: { concurrency: { threads: 2 }, operations: { write: [ { work: 1ms } ] } }\nload:',
    );
    expect(saidOf('L152', whole)).toEqual(['no load ever leads to audit', 'no load ever leads to disk']);
  });

  it('is not one that only messages, notices or fallbacks lead to', () => {
    const through = (step: string) => exampleOf('L152', ['place: [ { work: 5ms } ]', `place: [ ${step} ]`]);
    expect(codesOf(through('{ notify: audit.note, timeout: 1s }'))).toEqual([]);
    const instead = through(
      '{ call: disk.write, timeout: 1s, policies: [ { fallback: { call: audit.note } } ] }',
    );
    const whole = instead.replace(
      'load:',
      '  disk: { concurrency: { threads: 20 }, operations: { write: [ { work: 1ms } ] } }\nload:',
    );
    expect(codesOf(whole)).not.toContain('L152');
    const sent = `${through('{ send: notes, timeout: 1s }')}
brokers: { jobs: { kind: queue, queues: { notes: {} } } }
consumers: [ { from: notes, call: audit.note, concurrency: 4, timeout: 1s } ]`;
    expect(codesOf(sent)).toEqual([]);
  });

  it('is not one that only the check of another service calls', () => {
    const text = exampleOf('L152', [
      'place: [ { work: 5ms } ]',
      'place: [ { work: 5ms } ]\n      ready: [ { call: audit.note, timeout: 1s } ]\n    health: { check: { operation: ready, every: 1s, timeout: 2s } }',
    ]);
    expect(codesOf(text)).toEqual([]);
  });

  it('is one whose operations only call each other', () => {
    const text = exampleOf('L152', [
      'note: [ { work: 5ms } ]',
      'note: [ { branch: [ { share: 50%, steps: [ { notify: audit.note } ] } ] } ]',
    ]);
    expect(saidOf('L152', text)).toEqual(['no load ever leads to audit']);
  });
});

describe('balancers without what they choose by (L153)', () => {
  const carts = (balancer: string, more = '', load = '') => {
    const text = exampleOf(
      'L153',
      ['balancer: ring-hash', `balancer: ${balancer}${more}`],
      ['100/s } }', `100/s }${load} }`],
    );
    return text;
  };

  it('are not those that have the weights they go by', () => {
    expect(codesOf(carts('weighted', '\n    weights: [ 2, 1, 1, 1 ]'))).toEqual([]);
  });

  it('are those that mind zones and know none, or nobody in them', () => {
    const zones = '\n    zones: [ east, west ]';
    expect(formulaOf('L153', carts('zone-aware'))).toBe('zones of carts: 0');
    expect(formulaOf('L153', carts('zone-aware', zones))).toBe('callers in east, west: 0 of 1');
    expect(codesOf(carts('zone-aware', zones, ', zone: east'))).toEqual([]);
  });

  it('may have their keys from a load that comes through others', () => {
    const behind = carts('ring-hash', '', ', keys: { count: 9 }')
      .replace('operation: carts.show', 'operation: web.ask')
      .replace(
        'load:',
        '  web: { concurrency: { threads: 20 }, operations: { ask: [ { call: carts.show, timeout: 1s } ] } }\nload:',
      );
    expect(codesOf(behind)).toEqual([]);
  });

  it('are weights that the balancer does not look at', () => {
    const weights = '\n    weights: [ 2, 1, 1, 1 ]';
    expect(saidOf('L153', carts('random', weights))).toEqual(['random does not look at weights']);
    expect(codesOf(carts('ring-hash', weights, ', keys: { count: 9 }'))).toEqual([]);
    // A caller that goes by them itself is reason enough to write them.
    expect(codesOf(carts('random', weights, ', balancer: weighted'))).toEqual([]);
  });

  it('have nothing to choose from where there is one replica', () => {
    expect(codesOf(carts('ring-hash').replace('replicas: 4', 'replicas: 1'))).toEqual([]);
  });
});

describe('queues with nothing to order by (L154)', () => {
  const edf = (load: string, web = '') => `services:
  web:
    concurrency: { threads: 20 }${web}
    operations: { ask: [ { call: payments.charge, timeout: 1s } ] }
  payments:
    concurrency: { threads: 20 }
    queue: { order: edf, limit: 50 }
    operations: { charge: [ { work: 20ms } ] }
load:
  - { name: shoppers, operation: web.ask, arrivals: { poisson: 100/s }${load} }`;

  it('are those by deadline to which none comes', () => {
    expect(formulaOf('L154', edf(', timeout: 3s'))).toBe('callers that pass a deadline on: 0 of 1 (web)');
  });

  it('are not those to which a caller passes on what its timeout says', () => {
    expect(codesOf(edf(', timeout: 3s', '\n    deadlines: propagate'))).toEqual([]);
  });

  it('are not those to which the patience of a load comes through others', () => {
    const through = (own: string) =>
      edf(`, patience: 3s${own}`, '\n    deadlines: propagate').replace(', timeout: 1s } ]', ' } ]');
    expect(codesOf(through(', deadlines: propagate'))).toEqual([]);
    expect(codesOf(through(''))).toContain('L154');
  });

  it('have two classes where one load comes through others', () => {
    const text = exampleOf(
      'L154',
      ['robots, operation: payments.charge', 'robots, priority: 5, operation: web.ask'],
      [
        'load:',
        '  web: { concurrency: { threads: 20 }, operations: { ask: [ { call: payments.charge } ] } }\nload:',
      ],
    );
    expect(codesOf(text)).toEqual([]);
  });
});

describe('a zone that stands only once (L155)', () => {
  const hintOf = (text: string) => lintOf(text).findings.find(({ code }) => code === 'L155')?.hint;

  it('is told with the one that is near to it, if there is one', () => {
    expect(hintOf(exampleOf('L155'))).toBe('zone: west; or no `zone`');
    expect(hintOf(exampleOf('L155', ['wset', 'outside']))).toBe('the zone of those it is near; or no `zone`');
  });

  it('is known where a link or a fault names it too', () => {
    const outside = exampleOf('L155', ['wset', 'outside']);
    expect(
      codesOf(`${outside}\nnetwork: { between: [ { zones: [outside, west], latency: 50ms } ] }`),
    ).toEqual([]);
    expect(
      codesOf(`${outside}\nfaults: [ { partition: zone outside -> zone west, at: 30s, for: 10s } ]`),
    ).toEqual([]);
  });

  it('may be that of a service, whose replicas may stand by themselves', () => {
    const alone = exampleOf(
      'L155',
      ['zones: [east, west]', 'zones: [east, weast]'],
      ['zone: wset', 'zone: east'],
    );
    expect(codesOf(alone)).toEqual([]);
  });
});

describe('a fault where nobody comes (L156)', () => {
  const shop = (fault: string, more = '') => `services:
  orders:
    replicas: 2
    concurrency: { threads: 20 }
    operations:
      place: [ { call: payments.charge, timeout: 1s } ]
      audit: [ { call: ledger.note, timeout: 1s } ]
  payments: { concurrency: { threads: 20 }, operations: { charge: [ { work: 5ms } ] } }
  ledger: { concurrency: { threads: 20 }${more}, operations: { note: [ { work: 5ms } ] } }
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 100/s } }
  - { name: robots, operation: payments.charge, priority: 5, arrivals: { poisson: 9/s }, timeout: 1s }
faults:
  - { ${fault}, at: 30s, for: 20s }`;
  const isTold = (fault: string, more?: string) => codesOf(shop(fault, more)).includes('L156');

  it.each([
    'crash: ledger',
    'slow: ledger.note, factor: 3',
    'errors: orders.audit, share: 50%',
    'partition: orders -> ledger',
    'delay: orders -> ledger.note, by: 10ms',
  ])('is told: %s', (fault) => {
    expect(isTold(fault)).toBe(true);
  });

  it.each([
    'crash: orders',
    'slow: payments, factor: 3',
    'partition: orders -> payments',
    'surge: shoppers, factor: 2',
    'config: ledger, setting: slots, to: 3',
  ])('is not told: %s', (fault) => {
    expect(isTold(fault)).toBe(false);
  });

  it('is not where health checks come', () => {
    const checked = ', health: { check: { operation: note, every: 5s } }';
    expect(isTold('crash: ledger', checked)).toBe(false);
    expect(isTold('slow: ledger.note, factor: 3', checked)).toBe(false);
  });

  it('is not where a check comes that goes through others', () => {
    const deep = shop('crash: ledger').replace(
      'replicas: 2',
      'replicas: 2\n    health: { check: { operation: audit, every: 5s } }',
    );
    expect(codesOf(deep)).not.toContain('L156');
  });

  it('may be one for the requests of others', () => {
    const those = (match: string) => `slow: orders, factor: 3, match: { ${match} }`;
    expect(isTold(those('load: shoppers'))).toBe(false);
    expect(isTold(those('load: robots'))).toBe(true);
    expect(isTold(those('priority: 5'))).toBe(true);
    expect(isTold('slow: payments, factor: 3, match: { load: shoppers }')).toBe(false);
  });
});

describe('a hedge that never comes to its delay (L157)', () => {
  it('is behind a timeout that is no longer, or behind the patience of its load', () => {
    expect(codesOf(exampleOf('L157', ['timeout: 500ms', 'timeout: 800ms']))).toEqual(['L157']);
    expect(codesOf(exampleOf('L157', ['timeout: 500ms', 'timeout: 801ms']))).toEqual([]);
    const load = exampleOf('L157', ['hedge: { delay: 800ms }', 'retry: { attempts: 1 }']).replace(
      'poisson: 50/s }',
      'poisson: 50/s }, patience: 2s, hedge: { delay: 3s }',
    );
    expect(formulaOf('L157', load)).toBe('2s ≤ 3s');
  });

  it('is not one whose timeout is inside: each try has its own', () => {
    const inside = exampleOf(
      'L157',
      ['          timeout: 500ms\n', ''],
      ['hedge: { delay: 800ms }', 'hedge: { delay: 800ms }\n          timeout: 500ms'],
    );
    expect(codesOf(inside)).not.toContain('L157');
  });

  it('is around what must not be done twice', () => {
    const once = exampleOf(
      'L157',
      ['delay: 800ms', 'delay: 80ms'],
      ['queue: { limit: 30 }', 'queue: { limit: 30 }\n    not-idempotent: [ charge ]'],
    );
    expect(saidOf('L157', once)).toEqual(['this hedge never acts: payments.charge must not be done twice']);
  });

  it('is not one of a list that acts at another call', () => {
    const shared = (calls: string) => `policies:
  quick: [ { timeout: 1s }, { hedge: { delay: 100ms } } ]
services:
  orders: { concurrency: { threads: 64 }, operations: { place: [ ${calls} ] } }
  payments:
    concurrency: { threads: 64 }
    not-idempotent: [ charge ]
    operations: { charge: [ { work: 20ms } ], look: [ { work: 20ms } ] }
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 50/s } }`;
    const charge = '{ call: payments.charge, policies: quick }';
    expect(codesOf(shared(charge))).toEqual(['L157']);
    expect(codesOf(shared(`${charge}, { call: payments.look, policies: quick }`))).toEqual([]);
  });
});

describe('shedding that begins with the more important (L158)', () => {
  it('is told with the first two that are the wrong way round', () => {
    const levels = (list: string) => exampleOf('L158', ['[50%, 100%]', list]);
    expect(formulaOf('L158', levels('[100%, 20%, 30%]'))).toBe('20% (priority 1) < 30% (priority 2)');
    expect(codesOf(levels('[100%, 100%, 30%]'))).toEqual([]);
  });
});
