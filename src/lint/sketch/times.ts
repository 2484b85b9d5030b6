/**
 * How long operations and calls take while nobody waits for a slot or a core: means of the scenario's
 * own distributions, summed along the steps. The truth is never shorter, for waiting comes on top; a
 * sum of which a part is not known is NaN, and so is whatever is computed from it.
 */
import type { Nanos } from '../../base/time.ts';
import type { Quantile } from '../../sim/index.ts';
import type { CallSite } from './call-site.ts';
import { meanUpTo, medianOf } from './lengths.ts';
import { attemptLimit } from './limits.ts';
import type { Part } from './parts.ts';
import type { Wiring } from './wiring.ts';

const FOR_EVER = Number.POSITIVE_INFINITY;

export interface Times {
  /** From start to answer, its own calls included; lengths beyond `cap` count as the cap: nobody waits longer. */
  answer(operation: string, cap?: Nanos): Nanos;
  /** From the caller's side, when the first attempt succeeds. */
  call(site: CallSite, cap?: Nanos): Nanos;
  /** Computed by one request, on cores. */
  work(operation: string): Nanos;
  /** Half of the answers take longer than this, or more than half. */
  leastMedian(operation: string): Nanos;
  /** The same for a call, as if it had no timeout. */
  leastMedianOfCall(site: CallSite): Nanos;
}

export function timesOf({ operations }: Wiring): Times {
  const answers = new Map<string, Nanos>();
  const medians = new Map<string, Nanos>();

  /** Remembers what an operation comes to; one that is met again on the way to itself is not known. */
  function once(known: Map<string, Nanos>, key: string, compute: () => Nanos): Nanos {
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, Number.NaN);
    const time = compute();
    known.set(key, time);
    return time;
  }

  function answer(name: string, cap = FOR_EVER): Nanos {
    const operation = operations.get(name);
    if (operation === undefined) return Number.NaN;
    return once(answers, `${name} ${cap}`, () => {
      const measure: Measure = {
        work: (length) => meanUpTo(length, cap),
        sleep: (length) => meanUpTo(length, cap),
        call: (site) => call(site, cap),
        together: (times) => times.reduce((longest, time) => Math.max(longest, time), 0),
      };
      return Math.min(cap, timeOf(operation.parts, measure).time);
    });
  }

  function call(site: CallSite, cap = FOR_EVER): Nanos {
    if (site.verb === 'notify') return 0;
    const own = attemptLimit(site);
    const limit = Number.isNaN(own) ? cap : Math.min(cap, own);
    const inside = site.verb === 'call' ? answer(site.callee, limit) : 0;
    return Math.min(limit, site.roundTrip.mean + inside);
  }

  function work(name: string): Nanos {
    const nothing = () => 0;
    const measure: Measure = {
      work: (length) => meanUpTo(length, FOR_EVER),
      sleep: nothing,
      call: nothing,
      together: (times) => times.reduce((sum, time) => sum + time, 0),
    };
    return timeOf(operations.get(name)?.parts ?? [], measure).time;
  }

  function leastMedian(name: string): Nanos {
    // on the way to itself, an operation adds no less than nothing
    const time = once(medians, name, () => leastOf(operations.get(name)?.parts ?? []));
    return Number.isNaN(time) ? 0 : time;
  }

  function leastMedianOfCall(site: CallSite): Nanos {
    const isOperation = site.verb === 'call' || site.verb === 'notify';
    return site.roundTrip.median + (isOperation ? leastMedian(site.callee) : 0);
  }

  /** The medians of the steps that every request takes. What is skewed to the right takes longer in sum. */
  function leastOf(parts: readonly Part[]): Nanos {
    return parts.reduce((sum, part) => sum + leastOfPart(part), 0);
  }

  function leastOfPart(part: Part): Nanos {
    switch (part.kind) {
      case 'work':
      case 'sleep':
        return medianOf(part.length);
      case 'call': {
        if (part.site.verb === 'notify') return 0;
        const limit = attemptLimit(part.site);
        const time = leastMedianOfCall(part.site);
        return limit < time ? limit : time;
      }
      case 'all':
        return Math.max(0, ...part.strands.map(leastOf));
      case 'one': {
        const left = 1 - part.choices.reduce((sum, { share }) => sum + share, 0);
        return left > 1e-9 ? 0 : Math.min(FOR_EVER, ...part.choices.map(({ parts }) => leastOf(parts)));
      }
      case 'rounds':
        return part.times * leastOf(part.parts);
      default:
        return 0;
    }
  }

  return { answer, call, work, leastMedian, leastMedianOfCall };
}

/** What a fold over steps asks of each kind. */
interface Measure {
  work(length: Quantile): Nanos;
  sleep(length: Quantile): Nanos;
  call(site: CallSite): Nanos;
  together(times: readonly Nanos[]): Nanos;
}

interface Stretch {
  readonly time: Nanos;
  /** Share of the requests that go on after it. */
  readonly survives: number;
}

function timeOf(parts: readonly Part[], measure: Measure): Stretch {
  let time = 0;
  let survives = 1;
  for (const part of parts) {
    if (survives === 0) break;
    const next = timeOfPart(part, measure);
    time += survives * next.time;
    survives *= next.survives;
  }
  return { time, survives };
}

function timeOfPart(part: Part, measure: Measure): Stretch {
  switch (part.kind) {
    case 'work':
    case 'sleep':
      return { time: measure[part.kind](part.length), survives: 1 };
    case 'fail':
      return { time: 0, survives: 1 - part.share };
    case 'call':
      return { time: measure.call(part.site), survives: 1 };
    case 'all': {
      const strands = part.strands.map((strand) => timeOf(strand, measure));
      return {
        time: measure.together(strands.map((strand) => strand.time)),
        survives: strands.reduce((product, strand) => product * strand.survives, 1),
      };
    }
    case 'one': {
      let time = 0;
      let survives = 1;
      for (const { share, parts } of part.choices) {
        const choice = timeOf(parts, measure);
        if (share > 0) time += share * choice.time;
        survives -= share * (1 - choice.survives);
      }
      return { time, survives };
    }
    case 'rounds': {
      const round = timeOf(part.parts, measure);
      const { rounds, survives } = roundsOf(part, round.survives);
      return { time: round.time * rounds, survives };
    }
  }
}

/** Rounds that are begun on average, and the share that is left after the last, when a share survives each. */
export function roundsOf(
  { times, again }: { readonly times: number; readonly again: number },
  survives: number,
): { readonly rounds: number; readonly survives: number } {
  if (again > 0) {
    const rounds = 1 / (1 - again * survives);
    return { rounds, survives: survives * (1 - again) * rounds };
  }
  const left = survives ** times;
  return { rounds: survives === 1 ? times : (1 - left) / (1 - survives), survives: left };
}
