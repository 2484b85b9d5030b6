/** Shedding at the door and in the queue: who is turned away when, by importance and by waiting. */
import type { DocumentedMachine } from './contract.ts';

type Load = Readonly<Record<string, unknown>>;

/** So many at one instant, ms. */
function burst(name: string, at: number, size: number, more: Load = {}) {
  return {
    name,
    operation: 'web.ask',
    arrivals: { bursts: { size, every: `${at}ms` } },
    profile: [{ step: 0, at: `${at + 0.25}ms` }],
    ...more,
  };
}

/** One thread that works 10 ms for each. */
function shop(ms: number, service: object, load: readonly object[]) {
  return {
    run: { length: `${ms}ms` },
    services: {
      web: { concurrency: { threads: 1 }, operations: { ask: [{ work: '10ms' }] }, ...service },
    },
    load,
  };
}

/** One each ms from 1 ms on, by these names. */
const inARow = (...names: string[]) => names.map((name, i) => burst(name, i + 1, 1));

/** Of a window of ten: four of priority 0, three of priority 1, three of priority 2. */
const window = (at: number) =>
  [4, 3, 3].map((size, priority) => burst(`p${priority}-${at}`, at + priority, size, { priority }));

const times = (count: number, line: string) => Array.from({ length: count }, () => line);

export const shedding: readonly DocumentedMachine[] = [
  {
    name: 'dagor',
    title: 'DAGOR moves the admission level by the requests it expects to let in',
    source: 'Zhou et al., Overload Control for Scaling WeChat Microservices (2018), section 4.2.3',
    rule: 'Windows of 100 ms, overload is a mean wait beyond 20 ms. After overload a fifth fewer are to come in than did, else a tenth of those that came more: the least important are let in no more, or again.',
    system: shop(
      590,
      {
        queue: { limit: 100 },
        admission: [
          {
            shed: {
              by: 'dagor',
              target: '20ms',
              window: '100ms',
              down: '20%',
              up: '10%',
              'user-levels': 1,
            },
          },
        ],
      },
      [100, 200, 300, 400, 500].flatMap(window),
    ),
    facts: ['turned-away'],
    // Ten came in and waited 45 ms on average: 8, so priorities 0 and 1, seven. Of seven 5.6: priority 0, four. They
    // wait 15 ms: 4 + 1, so priority 1 again, and then, with seven, no more.
    expected: [
      ...times(3, '202ms turned-away p2-200 -> web.ask: shed'),
      ...times(3, '301ms turned-away p1-300 -> web.ask: shed'),
      ...times(3, '302ms turned-away p2-300 -> web.ask: shed'),
      ...times(3, '402ms turned-away p2-400 -> web.ask: shed'),
      ...times(3, '501ms turned-away p1-500 -> web.ask: shed'),
      ...times(3, '502ms turned-away p2-500 -> web.ask: shed'),
    ],
  },
  {
    name: 'shed-levels',
    title: 'The less important are shed first',
    source: 'Site Reliability Engineering (2016), chapter 21, Criticality',
    rule: 'Where four may wait, the sheddable may have half of that: the second of them to wait is the last, and the important still come in.',
    system: shop(
      60,
      {
        queue: { limit: 100 },
        admission: [{ shed: { by: 'queue-length', limit: 4, levels: ['100%', '50%'] } }],
      },
      [
        burst('sheddable', 1, 4, { priority: 1 }),
        burst('important', 2, 3, { priority: 0 }),
        burst('sheddable-later', 25, 1, { priority: 1 }),
        burst('sheddable-last', 45, 1, { priority: 1 }),
      ],
    ),
    facts: ['turned-away'],
    // One runs and two wait; then four do. At 25 ms two wait still, at 45 ms none.
    expected: [
      '1ms turned-away sheddable -> web.ask: shed',
      '2ms turned-away important -> web.ask: shed',
      '25ms turned-away sheddable-later -> web.ask: shed',
    ],
  },
  {
    name: 'codel-queue',
    title: 'A queue that has stood for the interval lets nobody wait longer than the target',
    source: 'Maurer, Fail at Scale, ACM Queue (2015), Controlled Delay',
    rule: 'Target 8 ms, interval 15 ms: whoever has waited longer than the interval is shed, and longer than the target once the queue was not empty for an interval.',
    system: shop(40, { queue: { order: 'codel', target: '8ms', interval: '15ms' } }, [
      ...inARow('a', 'b', 'c', 'd', 'e'),
      burst('f', 10, 1),
      burst('g', 14, 1),
    ]),
    facts: ['start', 'turned-away'],
    // At 11 ms b has waited for 9 and the queue has stood for 9. At 21 ms it has for 19: c has waited 18, d 17, e 16,
    // f 11 and g 7 ms.
    expected: [
      '1ms start a -> web.ask',
      '11ms start b -> web.ask',
      '21ms turned-away c -> web.ask: shed',
      '21ms turned-away d -> web.ask: shed',
      '21ms turned-away e -> web.ask: shed',
      '21ms turned-away f -> web.ask: shed',
      '21ms start g -> web.ask',
    ],
  },
  {
    name: 'adaptive-lifo',
    title: 'The newest first while the backlog is long, and then in order',
    source: 'Maurer, Fail at Scale, ACM Queue (2015), Adaptive LIFO',
    rule: 'While more than two wait, the last of them is next; with two or fewer the first.',
    system: shop(60, { queue: { order: 'adaptive-lifo', backlog: 2 } }, inARow('a', 'b', 'c', 'd', 'e')),
    facts: ['start'],
    expected: [
      '1ms start a -> web.ask',
      '11ms start e -> web.ask',
      '21ms start d -> web.ask',
      '31ms start b -> web.ask',
      '41ms start c -> web.ask',
    ],
  },
];
