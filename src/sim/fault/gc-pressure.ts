/**
 * GC pressure: whatever is under way keeps memory alive, and the collector walks all of it. So work is
 * the slower the more of it there is, which makes more of it: a replica may stay in this state when
 * what brought it there is long over.
 */
import { mapping, percentage } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface GcPressureParams {
  readonly each: number;
}

export const gcPressure: FaultDefinition<GcPressureParams> = {
  name: 'gc-pressure',
  title: 'GC pressure',
  sentence: 'Each other request in a slot makes the work of a request longer by this share.',
  targets: ['service', 'operation', 'zone'],
  params: mapping({
    each: percentage.meta({ description: 'How much longer work takes for each other request in a slot.' }),
  }),
  example: { 'gc-pressure': 'orders', each: '10%', at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'drag', strength: 1, measure: p.each }],
};
