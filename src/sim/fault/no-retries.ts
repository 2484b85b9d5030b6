/** No retries: the switch that many outages ended with. */
import { mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

export const noRetries: FaultDefinition<Record<string, never>> = {
  name: 'no-retries',
  title: 'Retries off',
  isAction: true,
  sentence: "Nobody tries a second time: every retry around the target's calls has one attempt.",
  targets: ['load', 'service', 'edge'],
  params: mapping({}),
  example: { 'no-retries': 'visitors', at: '30s', for: '20s' },
  effects: () => [{ kind: 'set', strength: 1, of: 'retry.attempts', measure: 1 }],
};
