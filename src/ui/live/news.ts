/** What has just happened? Of the faults that began or ended, the latest: at ten times real time one looks elsewhere. */
import type { FaultSpan } from '../../present/fault-spans.ts';
import { SPEEDS } from './pace.ts';
import type { Scene } from './scene.ts';

export interface News {
  readonly name: string;
  readonly kind: 'begins' | 'is over';
}

/** So long on the wall news are news, ns. */
const FRESH = 3e9;
/** And no longer than this share of the run. */
const MOST = 0.05;

export function faultNews({
  spans,
  state,
  plan,
  now,
}: Pick<Scene, 'spans' | 'state' | 'plan' | 'now'>): News | undefined {
  const fresh = Math.min(FRESH * SPEEDS[state.speed], plan.length * MOST);
  let latest: { at: number; news: News } | undefined;
  const meet = (at: number, news: News): void => {
    if (at <= now && now - at < fresh && at > (latest?.at ?? 0)) latest = { at, news };
  };
  for (const span of spans) {
    // What comes and goes all the time is no news.
    if (comesOften(span, fresh)) continue;
    for (const { from, to } of span.times) {
      meet(from, { name: span.name, kind: 'begins' });
      if (to < plan.length && to > from + 1) meet(to, { name: span.name, kind: 'is over' });
    }
  }
  return latest?.news;
}

const comesOften = ({ every }: FaultSpan, fresh: number): boolean => every !== undefined && every < 2 * fresh;
