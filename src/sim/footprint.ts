/**
 * The memory that a run takes before its first event, from the counts of its plan: so that a run which is
 * too large for its budget is refused before anything of it is laid out.
 */
import { type Plan, settingCount } from './machine/plan.ts';
import { bytesOfMark, bytesOfWindow, type MoreSeries, WINDOWS_MOST } from './observe/index.ts';
import { INTS } from './terms/columns.ts';
import { CHECKED_INTS, VIEW_INTS, VIEW_REALS, WATCHER_INTS } from './terms/health.ts';
import { STATION_INTS, STATION_REALS } from './terms/stations.ts';

/** One of the things of which a plan has so many. */
export interface FootprintItem {
  /** "what the policies keep" */
  readonly what: string;
  readonly bytes: number;
  /** The key of a scenario that says how many there are, and what to write for fewer. */
  readonly key: 'services' | 'load' | 'faults' | 'expect' | 'run';
  readonly remedy: string;
}

/** Bytes of a number; of a small object, and of an empty list with the reference to it. */
const INT = 4;
const REAL = 8;
const OBJECT = 120;
const LIST = 24;
/** Of one element, what the overlay keeps of each moment and kind: how much is in force, and whose it is. */
const BENT = 2 * INT + LIST;
/** The lists and heaps of a replica, and its moments in the overlay. */
const REPLICA = 40 * INT + 6 * BENT;

/**
 * What a run takes, the largest first. `moments` are the instants that are asked for beside those of its phases,
 * `more` the series besides the usual ones.
 */
export function footprintOf(
  plan: Plan,
  moments: number,
  withSeries = true,
  more: readonly MoreSeries[] = [],
): readonly FootprintItem[] {
  const { directory, loads, faults } = plan;
  const row = INTS * INT + plan.wordsPerCall * INT + plan.realsPerCall * REAL;
  const users = loads.reduce((sum, { open, curve }) => sum + (open ? 0 : curve.value[0]), 0);
  const aims = faults.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.aims.length, 0);
  const looks = faults.reduce(
    (sum, { when }) => sum + (when?.kind === 'metric' ? when.over / when.every + 1 : 0),
    0,
  );
  const windows = withSeries ? Math.min(WINDOWS_MOST, Math.ceil(plan.length / plan.window)) : 0;
  const station = STATION_INTS * INT + STATION_REALS * REAL;
  const pairs = plan.inFlightCount * 2 * INT + plan.memory.length * REAL;
  const views =
    plan.viewCount * (VIEW_INTS * INT + VIEW_REALS * REAL) + plan.watcherCount * WATCHER_INTS * INT;
  const items: FootprintItem[] = [
    // They ask one after another, but there may be an instant at which all of them have.
    { what: 'the users of closed loads', bytes: users * row, key: 'load', remedy: 'write fewer users' },
    {
      what: 'replicas and their operations',
      bytes: plan.replicaService.length * (REPLICA + station) + plan.postCount * (OBJECT + 3 * BENT),
      key: 'services',
      remedy: 'write fewer replicas',
    },
    {
      what: 'what each caller replica keeps of each it calls',
      bytes: pairs + views + plan.checkedCount * CHECKED_INTS * INT,
      key: 'services',
      remedy: 'write fewer replicas of callers or callees',
    },
    {
      what: 'what the policies keep',
      bytes: settingCount(plan) * (REAL + BENT) + plan.shared.length * REAL,
      key: 'services',
      remedy: 'write fewer replicas, or fewer policies',
    },
    {
      what: 'all that the faults fall on',
      bytes: aims * OBJECT,
      key: 'faults',
      remedy: 'choose fewer `replicas`, or write fewer faults',
    },
    {
      what: 'the counts that faults look back to, which wait for a metric',
      bytes: looks * bytesOfMark(directory),
      key: 'faults',
      remedy: 'let fewer faults wait for a metric',
    },
    {
      what: 'series',
      bytes: windows * bytesOfWindow(directory, more),
      key: 'run',
      remedy:
        more.length === 0 ? 'write a longer `window`' : 'ask for fewer series, or write a longer `window`',
    },
    {
      what: `the counts at ${moments + 2} instants that are asked for`,
      bytes: (moments + 2) * bytesOfMark(directory),
      key: moments > 0 ? 'expect' : 'services',
      remedy: moments > 0 ? 'expect less at different times' : 'write fewer calls, operations or replicas',
    },
  ];
  return items.sort((a, b) => b.bytes - a.bytes);
}
