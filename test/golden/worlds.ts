/** What a scenario comes to at its own seed, in few numbers: kept beside the code, so that a change shows. */
import { readFileSync } from 'node:fs';
import { type Interval, metricNamed, PHASES, Run, subjectsOf } from '../../src/sim/index.ts';
import type { Shipped } from '../scenarios/shipped.ts';
import { checkBooks } from '../support/simulate.ts';

export const GOLDEN = new URL('./scenarios.json', import.meta.url);

/** What users got in one phase: `offered` as 140.1/s, `goodput` as 99.31%. */
export interface PhaseNumbers {
  readonly offered: string;
  readonly goodput: string;
}

export interface World {
  readonly seed: string;
  /** Of everything that happened: equal as long as the simulated world is the same. */
  readonly hash: string;
  /** Steps the engine took: fewer in an engine that does the same with less. */
  readonly events: number;
  /** By load, then by phase. */
  readonly loads: Readonly<Record<string, Readonly<Record<string, PhaseNumbers>>>>;
}

export type Worlds = Readonly<Record<string, World>>;

export function worldOf({ scenario: { plan } }: Shipped): World {
  const run = new Run(plan, { windows: false });
  run.advance();
  checkBooks(run);
  const loads = subjectsOf(plan.directory, 'load').map(({ name, index }) => {
    const phases = PHASES.flatMap((phase) => {
      const interval = run.phase(phase);
      return interval === undefined ? [] : [[phase, numbersOf(interval, index)]];
    });
    return [name, Object.fromEntries(phases)];
  });
  return { seed: run.seed, hash: run.hash, events: run.events, loads: Object.fromEntries(loads) };
}

function numbersOf(interval: Interval, index: number): PhaseNumbers {
  const value = (metric: string) =>
    metricNamed(metric)?.valueOf(interval, { kind: 'load', index }) ?? Number.NaN;
  return {
    offered: `${value('offered').toFixed(1)}/s`,
    goodput: `${(value('goodput') * 100).toFixed(2)}%`,
  };
}

export function readGolden(): Worlds {
  return JSON.parse(readFileSync(GOLDEN, 'utf8')) as Worlds;
}

/** What is different, for whoever has to decide whether it should be; nothing where all is the same. */
export function sayChange(name: string, before: World | undefined, after: World | undefined): string {
  const what = changeBetween(before, after);
  return what === '' ? '' : `${name}: ${what}`;
}

function changeBetween(before: World | undefined, after: World | undefined): string {
  if (before === undefined) return 'this world is new';
  if (after === undefined) return 'this world is gone';
  if (JSON.stringify(before) === JSON.stringify(after)) return '';
  const told = [...difference('seed', before.seed, after.seed)];
  for (const load of new Set([...Object.keys(before.loads), ...Object.keys(after.loads)])) {
    const [old, now] = [before.loads[load] ?? {}, after.loads[load] ?? {}];
    for (const phase of new Set([...Object.keys(old), ...Object.keys(now)])) {
      told.push(...difference(`${load} ${phase}, offered`, old[phase]?.offered, now[phase]?.offered));
      told.push(...difference(`${load} ${phase}, goodput`, old[phase]?.goodput, now[phase]?.goodput));
    }
  }
  told.push(...difference('events', before.events, after.events));
  const head =
    before.hash === after.hash
      ? 'the same world, told or reached differently (its hash has not changed)'
      : `another world (hash ${before.hash} is now ${after.hash})`;
  return [head, ...told].join('\n  ');
}

function difference(what: string, before: unknown, after: unknown): string[] {
  return before === after ? [] : [`${what}: ${before ?? 'nothing'} is now ${after ?? 'nothing'}`];
}
