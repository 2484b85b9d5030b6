/** L151: a queue, topic, broker or list of policies that is there for nobody. */
import type { Finding, Rule } from '../rule.ts';
import { destinationsOf, type Sketch } from '../sketch/index.ts';

export const neverUsed: Rule = {
  code: 'L151',
  title: 'Something is declared and never used',
  about:
    'A queue that nobody sends to, a topic that nobody publishes to, a broker of which nothing is used, or a list in `policies:` that no call names. Whatever is written about it has no effect, and a consumer that takes from it waits for ever. A queue that gets the dead letters of another is used.',
  formula: 'senders = 0; or calls that name the list = 0',
  cure: 'Use it, or remove it.',
  example: {
    scenario: `policies:
  careful: [ { retry: { attempts: 2 } }, { timeout: 1s } ]
services:
  orders:
    concurrency: { threads: 20 }
    operations:
      place: [ { call: payments.charge, timeout: 2s } ]
  payments:
    concurrency: { threads: 20 }
    operations:
      charge: [ { work: 5ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 100/s } }`,
    mended: ['charge, timeout: 2s', 'charge, policies: careful'],
  },
  find: (sketch) => [...unusedDestinations(sketch), ...unusedLists(sketch)],
};

function unusedDestinations(sketch: Sketch): Finding[] {
  const destinations = destinationsOf(sketch);
  const isUsed = new Set(destinations.filter((one) => one.senders.length > 0 || one.isForDeadLetters));
  const brokers = Object.keys(sketch.scenario.system.brokers ?? {});
  return brokers.flatMap((broker): Finding[] => {
    const own = destinations.filter((one) => one.broker === broker);
    const idle = own.filter((one) => !isUsed.has(one));
    if (idle.length === own.length)
      return [
        {
          path: ['brokers', broker],
          sentence: `nobody sends anything to ${broker}`,
          formula: `queues and topics that are used: 0 of ${own.length}`,
          fix: 'a step that sends or publishes; or remove it',
        },
      ];
    return idle.map(({ path, name, verb }) => ({
      path,
      sentence: `nobody ${verb === 'send' ? 'sends' : 'publishes'} anything to ${name}`,
      formula: `steps that ${verb} to ${name}: 0`,
      fix: `a step { ${verb}: ${name} }; or remove it`,
    }));
  });
}

function unusedLists({ scenario: { system }, wiring }: Sketch): Finding[] {
  const named = new Set(
    wiring.sites.flatMap(({ chain }) =>
      chain.flatMap(({ path: [room, list] }) => (room === 'policies' ? [list] : [])),
    ),
  );
  return Object.entries(system.policies ?? {}).flatMap(([name, list]) =>
    list.length === 0 || named.has(name)
      ? []
      : [
          {
            path: ['policies', name],
            sentence: `no call uses the policies of ${name}`,
            formula: `calls with policies: ${name}: 0 of ${wiring.sites.length}`,
            fix: `policies: ${name} at a call; or remove it`,
          },
        ],
  );
}
