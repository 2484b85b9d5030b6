/**
 * A second opinion: the same calls, written the plainest way there is, with closures and a sorted list, and without
 * looking at how the engine does it. It knows one replica a service, constant times, bounded queues, the three
 * cancellations, timeouts, retries, hedges, bulkheads and fallbacks in any order, crashes and slowness, and draws no luck. It says what happens in
 * the words of `sayFact`, to the nanosecond.
 */
import type { FactKind } from '../../src/sim/index.ts';

export type NaivePolicy =
  | { readonly timeout: number }
  | { readonly attempts: number; readonly pause: number }
  | { readonly bulkhead: number }
  | { readonly hedge: number; readonly most: number }
  | { readonly fallback: true };

export interface NaiveCall {
  readonly to: string;
  /** The first is the outermost. */
  readonly policies: readonly NaivePolicy[];
}

/** Works so long, ns; or makes these calls at once and waits for all of them. */
export type NaiveStep = number | readonly NaiveCall[];

export interface NaiveService {
  readonly threads: number;
  readonly places: number;
  readonly order: 'fifo' | 'lifo';
  /** Nobody waits longer than this, ns. */
  readonly wait?: number;
  readonly cancellation: 'none' | 'queued' | 'full';
  readonly operations: Readonly<Record<string, readonly NaiveStep[]>>;
}

/** From `at` to `at + for` (ns) the service is gone, or its work that begins meanwhile takes so many times longer. */
export interface NaiveFault {
  readonly service: string;
  readonly at: number;
  readonly for: number;
  /** Without it a crash. */
  readonly slow?: number;
}

export interface NaiveSystem {
  readonly services: Readonly<Record<string, NaiveService>>;
  readonly loads: Readonly<Record<string, NaiveCall>>;
  readonly faults: readonly NaiveFault[];
  /** One way between two names, ns. */
  latency(from: string, to: string): number;
}

/** One user asks. */
export interface NaiveArrival {
  readonly load: string;
  readonly at: number;
}

type Outcome = 'ok' | 'degraded' | 'error' | 'timed-out' | 'refused' | 'rejected' | 'expired' | 'cancelled';

/** Begins something; says `done` when it is over, and returns how to walk away from it before. */
type Send = (done: (outcome: Outcome) => void) => (how: Outcome) => void;

interface Due {
  readonly at: number;
  readonly isTimer: boolean;
  readonly number: number;
  readonly act: () => void;
  cancelled: boolean;
}

interface Attempt {
  readonly edge: string;
  readonly sent: number;
  readonly station: Station;
  readonly steps: readonly NaiveStep[];
  readonly latency: number;
  isWanted: boolean;
  isToBeDropped: boolean;
  state: 'travels' | 'waits' | 'runs' | 'over';
  patience: Due | undefined;
  /** The calls that it makes. */
  readonly children: { isOver: boolean; drop: () => void }[];
  answered(outcome: Outcome): void;
}

interface Station {
  readonly name: string;
  readonly service: NaiveService;
  /** How many faults keep it away, and by what its work is multiplied. */
  gone: number;
  slow: number;
  readonly running: Set<Attempt>;
  readonly waiting: Attempt[];
}

const WORTH_ANOTHER: readonly Outcome[] = ['error', 'timed-out', 'refused', 'expired'];
const isGood = (outcome: Outcome) => outcome === 'ok' || outcome === 'degraded';

/** Every fact up to `until` (ns), as `at what where: how`, in no particular order within an instant. */
export function naiveFacts(system: NaiveSystem, arrivals: readonly NaiveArrival[], until: number): string[] {
  const said: string[] = [];
  const due: Due[] = [];
  const soon: (() => void)[] = [];
  let now = 0;
  let numbers = 0;

  const say = (what: FactKind, where: string, how = '') => {
    said.push(`${String(now).padStart(9)} ${what} ${where}${how === '' ? '' : `: ${how}`}`);
  };
  const later = (delay: number, act: () => void, isTimer = false): Due => {
    const one = { at: now + delay, isTimer, number: numbers++, act, cancelled: false };
    due.push(one);
    return one;
  };

  // ---- callees ----------------------------------------------------------------------------------

  const stations = new Map<string, Station>(
    Object.entries(system.services).map(([name, service]) => [
      name,
      { name, service, gone: 0, slow: 1, running: new Set(), waiting: [] },
    ]),
  );

  const answer = (attempt: Attempt, outcome: Outcome) => {
    attempt.state = 'over';
    if (attempt.isWanted) later(attempt.latency, () => attempt.answered(outcome));
  };
  const turnAway = (attempt: Attempt, outcome: Outcome) => {
    if (attempt.patience !== undefined) attempt.patience.cancelled = true;
    say('turned-away', attempt.edge, outcome);
    answer(attempt, outcome);
  };
  const arrive = (attempt: Attempt) => {
    const { station } = attempt;
    const { threads, places, wait } = station.service;
    if (station.gone > 0) {
      turnAway(attempt, 'refused');
    } else if (station.running.size < threads) {
      start(attempt);
    } else if (station.waiting.length >= places) {
      turnAway(attempt, 'refused');
    } else {
      attempt.state = 'waits';
      station.waiting.push(attempt);
      if (wait === undefined) return;
      const leave = () => {
        station.waiting.splice(station.waiting.indexOf(attempt), 1);
        turnAway(attempt, 'expired');
      };
      attempt.patience = later(wait, leave, true);
    }
  };
  const start = (attempt: Attempt) => {
    if (attempt.patience !== undefined) attempt.patience.cancelled = true;
    attempt.state = 'runs';
    attempt.station.running.add(attempt);
    say('start', attempt.edge);
    soon.push(() => goOn(attempt, 0, 'ok'));
  };
  const goOn = (attempt: Attempt, next: number, sofar: Outcome) => {
    if (attempt.state !== 'runs') return;
    const step = attempt.steps[next];
    if (!isGood(sofar) || step === undefined) {
      finish(attempt, sofar);
    } else if (typeof step === 'number') {
      later(Math.round(step * attempt.station.slow), () => goOn(attempt, next + 1, sofar));
    } else {
      let pending = step.length;
      let worst: Outcome = sofar;
      for (const one of step) {
        const child = { isOver: false, drop: () => {} };
        attempt.children.push(child);
        child.drop = call(attempt.station.name, one, (outcome) => {
          child.isOver = true;
          if (!isGood(outcome)) worst = 'error';
          else if (outcome === 'degraded' && worst === 'ok') worst = outcome;
          pending -= 1;
          if (pending === 0) soon.push(() => goOn(attempt, next + 1, worst));
        });
      }
    }
  };
  const finish = (attempt: Attempt, outcome: Outcome) => {
    const { station } = attempt;
    say('done', attempt.edge, attempt.isWanted ? outcome : `${outcome}, unwanted`);
    station.running.delete(attempt);
    while (
      station.gone === 0 &&
      station.running.size < station.service.threads &&
      station.waiting.length > 0
    ) {
      const next = (
        station.service.order === 'fifo' ? station.waiting.shift() : station.waiting.pop()
      ) as Attempt;
      if (next.isToBeDropped) turnAway(next, 'cancelled');
      else start(next);
    }
    answer(attempt, outcome);
  };
  /** The callee learns that nobody wants its answer any more. */
  const hears = (attempt: Attempt) => {
    const { station, state } = attempt;
    const stops = station.service.cancellation === 'full';
    if (state === 'waits' && stops) {
      station.waiting.splice(station.waiting.indexOf(attempt), 1);
      turnAway(attempt, 'cancelled');
    } else if (state === 'waits') {
      attempt.isToBeDropped = true;
    } else if (state === 'runs' && stops) {
      stop(attempt, 'cancelled');
    }
  };
  /** It ends here and now, and what it has asked for is given up, in one instant, the newest first. */
  const stop = (attempt: Attempt, outcome: Outcome) => {
    const children = attempt.children.filter(({ isOver }) => !isOver).reverse();
    finish(attempt, outcome);
    for (const child of children) child.drop();
  };
  const crash = (station: Station) => {
    const all = [...station.waiting, ...station.running].sort((a, b) => a.sent - b.sent);
    station.waiting.splice(0);
    for (const attempt of all) {
      if (attempt.state === 'waits') turnAway(attempt, 'error');
      else stop(attempt, 'error');
    }
  };

  // ---- callers ----------------------------------------------------------------------------------

  const attempt =
    (from: string, { to }: NaiveCall): Send =>
    (done) => {
      const [name, operation] = to.split('.');
      const station = stations.get(name) as Station;
      const edge = `${from} -> ${to}`;
      const one: Attempt = {
        edge,
        sent: now,
        station,
        steps: station.service.operations[operation],
        latency: system.latency(from, name),
        isWanted: true,
        isToBeDropped: false,
        state: 'travels',
        patience: undefined,
        children: [],
        answered(outcome) {
          if (!one.isWanted) return;
          say('tried', edge, outcome);
          done(outcome);
        },
      };
      say('try', edge);
      later(one.latency, () => arrive(one));
      return (how) => {
        say('tried', edge, how);
        one.isWanted = false;
        if (station.service.cancellation !== 'none') later(one.latency, () => hears(one));
      };
    };

  /** Calls in flight behind each bulkhead. */
  const inside = new Map<NaivePolicy, number>();

  const around = (policy: NaivePolicy, inner: Send): Send => {
    if ('timeout' in policy)
      return (done) => {
        const giveUp = () => {
          leave('timed-out');
          done('timed-out');
        };
        const timer = later(policy.timeout, giveUp, true);
        const leave = inner((outcome) => {
          timer.cancelled = true;
          done(outcome);
        });
        return (how) => {
          timer.cancelled = true;
          leave(how);
        };
      };
    if ('attempts' in policy)
      return (done) => {
        let tries = 0;
        let leave: (how: Outcome) => void = () => {};
        const go = () => {
          tries += 1;
          leave = inner((outcome) => {
            if (!WORTH_ANOTHER.includes(outcome) || tries === policy.attempts) done(outcome);
            else {
              const pause = later(policy.pause, go);
              leave = () => {
                pause.cancelled = true;
              };
            }
          });
        };
        go();
        return (how) => leave(how);
      };
    if ('bulkhead' in policy)
      return (done) => {
        const taken = inside.get(policy) ?? 0;
        if (taken === policy.bulkhead) {
          done('rejected');
          return () => {};
        }
        inside.set(policy, taken + 1);
        const leaves = () => inside.set(policy, (inside.get(policy) ?? 0) - 1);
        const leave = inner((outcome) => {
          leaves();
          done(outcome);
        });
        return (how) => {
          leaves();
          leave(how);
        };
      };
    if ('hedge' in policy)
      return (done) => {
        const running: { leave: (how: Outcome) => void }[] = [];
        let first: (typeof running)[number] | undefined;
        let tries = 0;
        let timer: Due | undefined;
        const stopWaiting = () => {
          if (timer !== undefined) timer.cancelled = true;
        };
        const go = () => {
          tries += 1;
          const one = { leave: (_how: Outcome) => {} };
          first ??= one;
          running.unshift(one);
          if (tries < policy.most) timer = later(policy.hedge, go, true);
          one.leave = inner((outcome) => {
            running.splice(running.indexOf(one), 1);
            // Turned back by a policy inside, it was never sent: that is no reason to end the others.
            if (outcome === 'rejected' && running.length > 0) return;
            if (isGood(outcome) || !WORTH_ANOTHER.includes(outcome)) {
              stopWaiting();
              // All in one instant: the first try, then the newest.
              if (running.at(-1) === first) running.unshift(...running.splice(-1));
              for (const { leave } of running.splice(0)) leave('cancelled');
              done(outcome);
            } else if (tries < policy.most) {
              stopWaiting();
              go();
            } else if (running.length === 0) done(outcome);
          });
        };
        go();
        return (how) => {
          stopWaiting();
          for (const { leave } of running.splice(0)) leave(how);
        };
      };
    return (done) => inner((outcome) => done(isGood(outcome) ? outcome : 'degraded'));
  };

  /** Makes a call; returns how to drop it. */
  const call = (from: string, one: NaiveCall, done: (outcome: Outcome) => void) => {
    const edge = `${from} -> ${one.to}`;
    say('call', edge);
    const leave = one.policies.reduceRight(
      (inner, policy) => around(policy, inner),
      attempt(from, one),
    )((outcome) => {
      say('ended', edge, outcome);
      done(outcome);
    });
    return () => {
      leave('cancelled');
      say('ended', edge, 'cancelled');
    };
  };

  // ---- what happens next --------------------------------------------------------------------------

  for (const fault of system.faults) {
    const station = stations.get(fault.service) as Station;
    const { slow } = fault;
    later(fault.at, () => {
      if (slow !== undefined) station.slow *= slow;
      else {
        station.gone += 1;
        crash(station);
      }
    });
    later(fault.at + fault.for, () => {
      if (slow !== undefined) station.slow /= slow;
      else station.gone -= 1;
    });
  }
  for (const { load, at } of arrivals)
    later(at, () => {
      say('request', load);
      call(load, system.loads[load], () => {});
    });
  for (;;) {
    for (let next = soon.shift(); next !== undefined; next = soon.shift()) next();
    // What is due first; of one instant timers last, and then in the order in which it was asked for.
    due.sort((a, b) => b.at - a.at || Number(b.isTimer) - Number(a.isTimer) || b.number - a.number);
    const next = due.pop();
    if (next === undefined || next.at >= until) return said;
    now = next.at;
    if (!next.cancelled) next.act();
  }
}
