/** L152: a service to which no request ever comes. */
import type { Rule } from '../rule.ts';

export const neverCalled: Rule = {
  code: 'L152',
  title: 'Nobody ever comes to a service',
  about:
    'No load asks for any of its operations: neither itself, nor through the calls, messages and fallbacks that follow from what it asks for. The service stands idle for the whole run, and whatever is written about it has no effect. What the health checks of other services call is not idle.',
  formula: 'loads whose requests lead to the service = 0',
  cure: 'A call, a consumer or a load; or no such service.',
  example: {
    scenario: `services:
  orders:
    concurrency: { threads: 20 }
    operations:
      place: [ { work: 5ms } ]
  audit:
    concurrency: { threads: 20 }
    operations:
      note: [ { work: 5ms } ]
load:
  - { name: shoppers, operation: orders.place, arrivals: { poisson: 100/s } }`,
    mended: ['place: [ { work: 5ms } ]', 'place: [ { work: 5ms }, { call: audit.note, timeout: 1s } ]'],
  },
  find({ wiring, reachedBy }) {
    const reached = reachedBy('loads');
    const checked = reachedBy('checks');
    return [...wiring.services.values()].flatMap(({ name, path, operations }) => {
      if (operations.some((operation) => reached.operations.has(operation.name))) return [];
      // its own checks ask it without anybody minding the answer
      if (operations.some(({ name: own }) => wiring.into(own).some((site) => checked.sites.has(site))))
        return [];
      const callers = new Set(
        operations
          .flatMap((operation) => wiring.into(operation.name))
          .map(({ caller }) => caller.owner)
          .filter((owner) => owner !== name),
      );
      const [first] = operations;
      return [
        {
          path,
          sentence: `no load ever leads to ${name}`,
          formula:
            callers.size === 0
              ? `callers of ${name}: 0`
              : `callers of ${name}: ${[...callers].join(', ')}; loads that lead there: 0 of ${wiring.loads.length}`,
          fix:
            callers.size === 0
              ? `a step { call: ${first.name} } or a load; or remove it`
              : `a load or a step that asks ${[...callers][0]} for what calls ${name}; or remove it`,
        },
      ];
    });
  },
};
