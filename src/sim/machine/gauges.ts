/**
 * Gauges: the levels that policies show. Whoever changes what a level is made of (a policy its state, a
 * fault a setting, a crash what was learned) has it read anew here, and observers hear of the difference.
 */
import { BREAKER_HALF_OPEN, BREAKER_OPEN } from '../terms/policies.ts';
import type { GaugePlan, Plan } from './plan.ts';
import type { World } from './world.ts';

type Numbers = Pick<World, 'clock' | 'settings' | 'shared'>;

/** Levels of all gauges' owners at the start. */
export function levelsAtStart(plan: Plan, numbers: Numbers): Float64Array {
  const levels = new Float64Array(plan.levelCount);
  for (const gauge of plan.gauges)
    for (let own = 0; own < gauge.owners; own++) levels[gauge.first + own] = levelOf(numbers, gauge, own);
  return levels;
}

/** A breaker's state, or the least of the limits. */
function levelOf(numbers: Numbers, { shown }: GaugePlan, own: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { of, settings, settingsSize, shared, sharedSize } of shown)
    least = Math.min(least, of(numbers, settings + own * settingsSize, shared + own * sharedSize));
  return least;
}

/** Reads the level of one owner of a gauge, and tells if it is another one. */
export function readLevel(w: World, number: number, own: number): void {
  const gauge = w.plan.gauges[number];
  const level = levelOf(w, gauge, own);
  const before = w.levels[gauge.first + own];
  // A push may have made of a limit what is none.
  if (level === before || !Number.isFinite(level)) return;
  w.levels[gauge.first + own] = level;
  if (gauge.kind === 'limit') {
    w.observer.levelChanged(gauge.isDoor ? gauge.gauge + own : gauge.gauge, level, before);
    return;
  }
  tellState(w, gauge.gauge, BREAKER_OPEN, level, before);
  tellState(w, gauge.gauge + 1, BREAKER_HALF_OPEN, level, before);
}

function tellState(w: World, gauge: number, state: number, level: number, before: number): void {
  const is = level === state ? 1 : 0;
  const was = before === state ? 1 : 0;
  if (is !== was) w.observer.levelChanged(gauge, is, was);
}
