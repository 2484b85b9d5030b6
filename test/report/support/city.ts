/**
 * A system as large as those people have: forty services in ten parts, ten loads, five faults, queues between. Each
 * part has an edge, an API, a database and a worker; each API asks the API of the next part as well.
 */
const PARTS = [
  'orders',
  'payments',
  'stock',
  'search',
  'recommendations',
  'accounts',
  'shipping',
  'advertisements',
  'billing',
  'reports',
];

const service = (name: string, threads: number, operation: string, steps: string) => `  ${name}:
    replicas: 2
    concurrency: { threads: ${threads} }
    queue: { limit: 50 }
    operations: { ${operation}: [ ${steps} ] }
`;

function part(name: string, at: number): string {
  const next = PARTS[at + 1];
  const onwards =
    next === undefined ? '' : `, { call: ${next}-api.ask, retry: { attempts: 2 }, timeout: 300ms }`;
  const breaker = at % 2 === 0 ? 'breaker: { preset: polly }, ' : '';
  return [
    service(
      `${name}-edge`,
      40,
      'serve',
      `{ work: 1ms }, { call: ${name}-api.ask, ${breaker}retry: { attempts: 3 }, timeout: 400ms }, { send: ${name}-jobs }`,
    ),
    service(
      `${name}-api`,
      20,
      'ask',
      `{ work: 1ms }, { call: ${name}-database.read, retry: { attempts: 2 }, timeout: 100ms }${onwards}`,
    ),
    service(`${name}-database`, 5, 'read', '{ work: { exponential: 2ms } }'),
    service(`${name}-worker`, 4, 'work', `{ work: 5ms }, { call: ${name}-database.read, timeout: 200ms }`),
  ].join('');
}

const each = (line: (name: string, at: number) => string) => PARTS.map(line).join('\n');

export const CITY = `title: A city of services
question: Two databases are slow, one is away, and an API gives errors. Who notices?
run: { length: 60s, warmup: 5s, seed: 3 }
services:
${PARTS.map(part).join('')}brokers:
  bus:
    kind: queue
    queues:
${each((name) => `      ${name}-jobs: { visibility: 2s, limit: 200, receives: 3 }`)}
consumers:
${each((name) => `  - { from: ${name}-jobs, call: ${name}-worker.work, concurrency: 4, timeout: 1s }`)}
load:
${each((name, at) => `  - { name: ${name}-customers, operation: ${name}-edge.serve, arrivals: { poisson: ${4 + at}/s }, within: 1s }`)}
faults:
  - { slow: payments-database, factor: 60, at: 20s, for: 20s }
  - { slow: billing-database, factor: 20, at: 22s, for: 20s }
  - { crash: stock-database, at: 25s, for: 10s }
  - { errors: shipping-api, share: 30%, at: 30s, for: 10s }
  - { burst: search-customers, requests: 100, at: 35s }
expect:
${each((name) => `  - { goodput: ${name}-customers, at-least: 90% }`)}
  - { utilisation: payments-database, during: during-faults, at-most: 90% }
`;
