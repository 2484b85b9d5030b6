/** Open breaker: cut a sick callee off by hand, before its callers find out each for itself. */
import { mapping } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

/** What the breaker's `forced` says when it is held open. */
const OPEN = 2;

export const openBreaker: FaultDefinition<Record<string, never>> = {
  name: 'open-breaker',
  title: 'Breaker opened',
  isAction: true,
  sentence: "Every breaker around the target's calls is held open: they are rejected at once.",
  targets: ['load', 'service', 'edge'],
  params: mapping({}),
  example: { 'open-breaker': 'visitors', at: '30s', for: '20s' },
  effects: () => [{ kind: 'set', strength: 1, of: 'breaker.forced', measure: OPEN }],
};
