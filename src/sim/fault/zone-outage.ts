/** Zone outage: a building goes dark. Everything in it dies, and nothing gets in or out. */
import { mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

export const zoneOutage: FaultDefinition<Record<string, never>> = {
  name: 'zone-outage',
  title: 'Zone outage',
  sentence:
    'Every replica in the zone dies, and no message gets into the zone or out of it: callers wait until they give up, or until what they have sent comes through after its end, as with a partition. What was under way when it began is never answered.',
  targets: ['zone'],
  params: mapping({}),
  example: { 'zone-outage': 'zone b', at: '30s', for: '20s' },
  effects: () => [
    { kind: 'down', strength: 1 },
    { kind: 'cut', strength: 1 },
  ],
};
