/** L158: shedding that turns the more important away first. */
import { isMapping } from '../../fields/index.ts';
import { writtenGates } from '../../sim/index.ts';
import type { Rule } from '../rule.ts';
import type { Sketch } from '../sketch/index.ts';

export const upsideDownLevels: Rule = {
  code: 'L158',
  title: 'Shedding begins with the more important',
  about:
    'Each of the `levels` of a gate that sheds is the share of its threshold at which a priority is turned away: the first is for priority 0, the most important, the last for all that follow. Where a later one is higher, the less important are let in while the more important are not.',
  formula: 'level of a priority < level of the next',
  cure: 'The levels in falling order.',
  example: {
    scenario: `services:
  payments:
    concurrency: { threads: 20 }
    queue: { limit: 50 }
    admission: [ { shed: { by: queue-length, limit: 20, levels: [50%, 100%] } } ]
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: payments.charge, arrivals: { poisson: 100/s }, timeout: 1s }
  - { name: robots, operation: payments.charge, priority: 1, arrivals: { poisson: 100/s }, timeout: 1s }`,
    mended: ['[50%, 100%]', '[100%, 50%]'],
  },
  find: ({ wiring, scenario }: Sketch) =>
    [...wiring.services.values()].flatMap(({ name }) =>
      writtenGates(scenario.system.services[name], ['services', name]).flatMap(({ path, params }) => {
        const levels = isMapping(params) && Array.isArray(params.levels) ? (params.levels as number[]) : [];
        const at = levels.findIndex((level, priority) => level < levels[priority + 1]);
        if (at < 0) return [];
        const falling = [...levels].sort((a, b) => b - a).map(sayLevel);
        return [
          {
            path: [...path, 'levels'],
            sentence: `${name} sheds priority ${at} before priority ${at + 1}, which is less important`,
            formula: `${sayLevel(levels[at])} (priority ${at}) < ${sayLevel(levels[at + 1])} (priority ${at + 1})`,
            fix: `levels: [${falling.join(', ')}]`,
          },
        ];
      }),
    ),
};

/** `50%` */
function sayLevel(level: number): string {
  return `${Number((100 * level).toPrecision(6))}%`;
}
