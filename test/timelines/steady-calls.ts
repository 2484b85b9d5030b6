/** One caller whose calls come at a steady rate to one service that fails, at once, in stretches: what a policy makes of it. */
import { timeline } from './facts.ts';

export type Keys = Record<string, unknown>;

/** From and to, ms. */
export type Stretch = readonly [number, number];

export interface More {
  readonly length?: string;
  readonly arrivals?: string;
  /** More keys of the load. */
  readonly load?: Keys;
  readonly faults?: readonly Keys[];
}

/** By default a call every 10 ms, the first at 10 ms, for 400 ms; each takes 1 ms, and fails within each stretch. */
export function steadyCalls(policies: readonly Keys[], failing: readonly Stretch[], more: More = {}) {
  return {
    run: { length: more.length ?? '400ms' },
    services: { web: { concurrency: { threads: 50 }, operations: { ask: [{ work: '1ms' }] } } },
    load: [
      {
        name: 'people',
        operation: 'web.ask',
        arrivals: { constant: more.arrivals ?? '100/s' },
        policies,
        ...more.load,
      },
    ],
    faults: [
      ...failing.map(([from, to], i) => ({
        errors: 'web',
        share: '100%',
        name: `bad${i}`,
        at: `${from}ms`,
        for: `${to - from}ms`,
      })),
      ...(more.faults ?? []),
    ],
  };
}

/** The instants at which breakers changed, and to what; of callers other than `people` with their name. */
export const breakerChanges = (system: unknown): string[] =>
  timeline(system, ['policy']).map((line) =>
    line
      .replace(' policy people -> web.ask:', '')
      .replace(/ policy (\S+) -> web.ask:/, ' $1')
      .replace(/ layer \d+ of client \d+:/, '')
      .replace(/ 0$/, ' closed')
      .replace(/ 1$/, ' open')
      .replace(/ 2$/, ' half-open'),
  );

/** How calls of `people` ended, and when. */
export const endings = (system: unknown): string[] =>
  timeline(system, ['ended']).map((line) => line.replace(' ended people -> web.ask', ''));
