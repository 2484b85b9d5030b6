/** Thirty services in eight ranks, more than a small map holds: one slow store hurts most of them. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { planOf } from '../../support/simulate.ts';

export function mallPlan() {
  const { title: _, ...system } = parse(readFileSync(new URL('mall.yaml', import.meta.url), 'utf8'));
  return planOf(system);
}
