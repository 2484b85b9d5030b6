/**
 * What becomes of operations and calls while one service answers nobody in time: who fails for it, how
 * many attempts that takes, and how long slots are held. Where each attempt fails with probability p, n
 * attempts are (1 − p^n) ÷ (1 − p) on average, and no more than a budget allows.
 */
import type { Nanos } from '../../base/time.ts';
import type { CallSite } from './call-site.ts';
import { courseOf } from './limits.ts';
import type { Part } from './parts.ts';
import { roundsOf, type Times } from './times.ts';
import type { Service, Wiring } from './wiring.ts';

/** Attempts of each call site for one execution. */
type Attempts = ReadonlyMap<CallSite, number>;

export interface FailingOperation {
  /** Share of its requests that fail because of the service. */
  readonly fails: number;
  /** Share that gets to its end, or to the next step. */
  readonly survives: number;
  /** How long a slot is held, on average; Infinity where nothing ends the wait. */
  readonly held: Nanos;
  readonly attempts: Attempts;
}

export interface FailingCall {
  /** Share of the calls that fail, their last attempt included. */
  readonly fails: number;
  readonly attempts: number;
  readonly time: Nanos;
}

/** Undefined answers: a policy may hold calls back, or something is not known. */
export class Failing {
  readonly #wiring: Wiring;
  readonly #times: Times;
  readonly #service: Service;
  readonly #known = new Map<string, FailingOperation | undefined>();

  constructor(wiring: Wiring, times: Times, service: Service) {
    this.#wiring = wiring;
    this.#times = times;
    this.#service = service;
  }

  /** True for the operations of the service that answers nobody. */
  isStricken(operation: string): boolean {
    return this.#wiring.operations.get(operation)?.service === this.#service.name;
  }

  operation(name: string): FailingOperation | undefined {
    if (this.#known.has(name)) return this.#known.get(name);
    // one that is met again on the way to itself is not known
    this.#known.set(name, undefined);
    const found = this.#wiring.operations.get(name);
    const stretch = found && this.#sequence(found.parts);
    const failing = stretch && !Number.isNaN(stretch.held) ? stretch : undefined;
    this.#known.set(name, failing);
    return failing;
  }

  call(site: CallSite): FailingCall | undefined {
    const usual: FailingCall = { fails: 0, attempts: 1, time: this.#times.call(site) };
    if (site.verb === 'send' || site.verb === 'publish') return usual;
    let attempt: Parameters<typeof courseOf>[1] = { end: Number.POSITIVE_INFINITY, outcome: 'timed-out' };
    let p = 1;
    if (!this.isStricken(site.callee)) {
      const callee = this.operation(site.callee);
      if (callee === undefined) return undefined;
      p = callee.fails;
      attempt = { end: site.roundTrip.mean + callee.held, outcome: 'error', where: 'deeper' };
    }
    if (p === 0) return usual;
    // a door may turn some of them away
    if (this.#wiring.gatesOf(site.callee).some(({ trait }) => trait.restrains)) return undefined;
    const course = courseOf(site.chain, attempt);
    if (course === undefined || Number.isNaN(course.tries)) return undefined;
    const { starts, tries, lasts } = course;
    const attempts = p === 1 ? tries : Math.min(tries, (1 - p ** starts.length) / (1 - p));
    // each attempt succeeds with 1 − p, and no call twice
    const bad = p === 1 ? 1 : Math.max(0, 1 - attempts * (1 - p));
    const time = bad * lasts + (bad < 1 ? (1 - bad) * usual.time : 0);
    return { fails: course.outcome === 'degraded' ? 0 : bad, attempts, time };
  }

  #sequence(parts: readonly Part[]): FailingOperation | undefined {
    let [fails, survives, held] = [0, 1, 0];
    const attempts = new Map<CallSite, number>();
    for (const part of parts) {
      // whoever has failed, or waits for ever, goes no further
      if (survives === 0 || held === Number.POSITIVE_INFINITY) break;
      const next = this.#part(part);
      if (next === undefined) return undefined;
      add(attempts, next.attempts, survives);
      held += survives * next.held;
      fails += survives * next.fails;
      survives *= next.survives;
    }
    return { fails, survives, held, attempts };
  }

  #part(part: Part): FailingOperation | undefined {
    switch (part.kind) {
      case 'work':
      case 'sleep':
        return { fails: 0, survives: 1, held: part.length.mean, attempts: NONE };
      case 'fail':
        return { fails: 0, survives: 1 - part.share, held: 0, attempts: NONE };
      case 'call': {
        const call = this.call(part.site);
        if (call === undefined) return undefined;
        const attempts = new Map([[part.site, call.attempts]]);
        // nobody waits for a notice, and nobody learns how it ended
        if (part.site.verb === 'notify') return { fails: 0, survives: 1, held: 0, attempts };
        return { fails: call.fails, survives: 1 - call.fails, held: call.time, attempts };
      }
      case 'all':
        return this.#together(part.strands);
      case 'one': {
        let [fails, survives, held] = [0, 1, 0];
        const attempts = new Map<CallSite, number>();
        for (const { share, parts } of part.choices) {
          const choice = this.#sequence(parts);
          if (choice === undefined) return undefined;
          if (share === 0) continue;
          add(attempts, choice.attempts, share);
          held += share * choice.held;
          fails += share * choice.fails;
          survives -= share * (1 - choice.survives);
        }
        return { fails, survives, held, attempts };
      }
      case 'rounds': {
        const round = this.#sequence(part.parts);
        if (round === undefined) return undefined;
        const { rounds, survives } = roundsOf(part, round.survives);
        const attempts = new Map<CallSite, number>();
        add(attempts, round.attempts, rounds);
        return { fails: Math.min(1, round.fails * rounds), survives, held: round.held * rounds, attempts };
      }
    }
  }

  #together(strands: readonly (readonly Part[])[]): FailingOperation | undefined {
    let [unharmed, survives, held] = [1, 1, 0];
    const attempts = new Map<CallSite, number>();
    for (const parts of strands) {
      const strand = this.#sequence(parts);
      if (strand === undefined) return undefined;
      add(attempts, strand.attempts, 1);
      held = Math.max(held, strand.held);
      survives *= strand.survives;
      unharmed *= 1 - strand.fails;
    }
    return { fails: 1 - unharmed, survives, held, attempts };
  }
}

const NONE: Attempts = new Map();

function add(to: Map<CallSite, number>, attempts: Attempts, times: number): void {
  for (const [site, each] of attempts) to.set(site, (to.get(site) ?? 0) + times * each);
}
