/**
 * Fixed window: so many permits in each window, counted from the start of the run; what is not used
 * is lost. Around the edge of two windows twice as many may pass. Permits of later windows can be
 * reserved up to the longest wait: the count then goes below zero. (AtomicRateLimiter of resilience4j
 * 2.x; without a wait it is the plain counter.)
 */
import { type Answer, GO_IN, type Numbers } from '../gate-contract.ts';
import { LIMIT, WAIT, WINDOW } from './settings.ts';

const CYCLE = 0;
const PERMITS = 1;

export const fixedWindowStart = (limit: number): number[] => [0, limit];

export function askFixedWindow({ clock, settings, shared }: Numbers, s: number, a: number): Answer {
  const now = clock[0];
  const limit = settings[s + LIMIT];
  const window = settings[s + WINDOW];
  const cycle = Math.floor(now / window);
  if (cycle !== shared[a + CYCLE]) {
    const passed = cycle - shared[a + CYCLE];
    // Less than none has passed where windows of another length came into force: then all is forgotten.
    shared[a + PERMITS] = passed < 0 ? limit : Math.min(limit, shared[a + PERMITS] + passed * limit);
    shared[a + CYCLE] = cycle;
  }
  const permits = shared[a + PERMITS];
  if (permits >= 1) {
    shared[a + PERMITS] = permits - 1;
    return GO_IN;
  }
  // At the start of the next window there are permits + limit of them; if that is none, of a later one.
  const further = Math.max(0, Math.ceil((1 - permits - limit) / limit));
  const wait = (cycle + 1 + further) * window - now;
  if (wait > settings[s + WAIT]) return -wait;
  shared[a + PERMITS] = permits - 1;
  return wait;
}
