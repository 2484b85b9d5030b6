/**
 * Spells: the stretches of time in which something took part in a failure that is not there otherwise: breakers
 * open, replicas ejected or held out by checks, callers in panic, requests shed or refused, checks that restart. Heard at their instants, so
 * that nothing is missed however fast a run goes by. What comes back soon is the same spell.
 */
import {
  type Directory,
  gaugesOf,
  HALF_OPEN_BREAKERS,
  OPEN_BREAKERS,
  OUTCOMES,
  type Run,
  type TurnWatcher,
} from '../sim/index.ts';

export type SpellKind = 'breaker' | 'ejected' | 'held-out' | 'panic' | 'shed' | 'refused' | 'restarted';

export interface Spell {
  readonly kind: SpellKind;
  /** Whom it is about, and its number in the directory. */
  readonly of: 'edge' | 'service';
  readonly index: number;
  readonly name: string;
  /** ns */
  readonly from: number;
  /** ns; undefined while it lasts. */
  readonly to: number | undefined;
  /** How often it came; of restarts, and of those turned away, how many there were. */
  readonly times: number;
}

interface Open {
  readonly kind: SpellKind;
  readonly of: Spell['of'];
  readonly index: number;
  readonly from: number;
  /** When it was last so; NaN while it is. */
  last: number;
  times: number;
  /** How often it came back, after it had seemed to be over. */
  returns: number;
}

/** ns; what comes back within this is the same spell: a breaker that opens and closes, and what it lets through. */
const SOON = 10e9;
/** ns; of what happens one by one: after so long without another it is over. */
const QUIET = 3e9;
/** What happens one by one, rather than begins and ends. */
const ONE_BY_ONE: readonly SpellKind[] = ['shed', 'refused', 'restarted'];
/** So few turned away are not worth a word. */
const FEW = 5;
/** Spells kept. */
const MOST = 500;

const SHED = OUTCOMES.indexOf('shed');
const REFUSED = OUTCOMES.indexOf('refused');

export class Spells implements TurnWatcher {
  private readonly run: Run;
  private readonly directory: Directory;
  /** The latest spell of each kind, by the number of its place. */
  private readonly latest: Readonly<Record<SpellKind, Open[]>> = {
    breaker: [],
    ejected: [],
    'held-out': [],
    panic: [],
    shed: [],
    refused: [],
    restarted: [],
  };
  private kept: Open[] = [];
  /** By gauge: its level. */
  private readonly levels: Float64Array;

  /** Hears what happens in a run from now on. */
  constructor(run: Run) {
    this.run = run;
    this.directory = run.plan.directory;
    this.levels = new Float64Array(this.directory.gauges.length);
    run.watch(this);
  }

  /** All that were worth a word, in the order in which they began. */
  get all(): Spell[] {
    const { now } = this.run;
    return this.kept.flatMap((open): Spell[] => {
      const { kind, of, index, from, last, times, returns } = open;
      if (times < FEW && (kind === 'shed' || kind === 'refused')) return [];
      // What has come back once may do so again.
      const wait = returns > 0 ? SOON : quietOf(kind);
      const isThere = Number.isNaN(last) || now - last < wait;
      const { name } = of === 'edge' ? this.directory.edges[index] : this.directory.services[index];
      return [{ kind, of, index, name, from, to: isThere ? undefined : last, times }];
    });
  }

  // ---- what the run tells ---------------------------------------------------------------------------

  levelIs(gauge: number, level: number): void {
    const { kind, edge } = this.directory.gauges[gauge];
    if (kind !== OPEN_BREAKERS && kind !== HALF_OPEN_BREAKERS) return;
    this.levels[gauge] = level;
    const subject = { kind: 'edge', index: edge } as const;
    // A breaker that is half-open has not closed.
    const notClosed = [OPEN_BREAKERS, HALF_OPEN_BREAKERS]
      .flatMap((state) => gaugesOf(this.directory, subject, state))
      .some((each) => this.levels[each] > 0);
    this.isSo('breaker', 'edge', edge, notClosed);
  }

  viewsAre(service: number, ejected: number, out: number, isTrial: boolean): void {
    this.isSo('ejected', 'service', service, ejected > 0);
    // Ejected and unwell besides is ejected; and who is on trial was, a moment ago.
    if (!isTrial) this.isSo('held-out', 'service', service, out > ejected);
  }

  panics(service: number, count: number): void {
    this.isSo('panic', 'service', service, count > 0);
  }

  turnedAway(edge: number, outcome: number): void {
    if (outcome !== SHED && outcome !== REFUSED) return;
    const { calleeKind, callee } = this.directory.edges[edge];
    if (calleeKind !== 'operation') return;
    const { service } = this.directory.operations[callee];
    this.happens(outcome === SHED ? 'shed' : 'refused', service);
  }

  restarted(service: number): void {
    this.happens('restarted', service);
  }

  // ---- spells ---------------------------------------------------------------------------------------

  private isSo(kind: SpellKind, of: Spell['of'], index: number, isThere: boolean): void {
    const { now } = this.run;
    const before: Open | undefined = this.latest[kind][index];
    const was = before !== undefined && Number.isNaN(before.last);
    if (isThere === was) return;
    if (!isThere) {
      if (before !== undefined) before.last = now;
      return;
    }
    const spell = this.spellAt(kind, of, index);
    // From open to half-open and back in one instant is no other time.
    if (spell.last !== now) spell.times += 1;
    spell.last = Number.NaN;
  }

  private happens(kind: SpellKind, service: number): void {
    const spell = this.spellAt(kind, 'service', service);
    spell.last = this.run.now;
    spell.times += 1;
  }

  /** The one that is there, or was a short while ago; else a new one, of which nothing has happened yet. */
  private spellAt(kind: SpellKind, of: Spell['of'], index: number): Open {
    const { now } = this.run;
    const before: Open | undefined = this.latest[kind][index];
    if (before !== undefined && !(now - before.last > SOON)) {
      if (now - before.last > quietOf(kind)) before.returns += 1;
      return before;
    }
    const spell: Open = { kind, of, index, from: now, last: -1, times: 0, returns: 0 };
    this.latest[kind][index] = spell;
    this.kept.push(spell);
    if (this.kept.length > 2 * MOST) this.kept = this.kept.slice(-MOST);
    return spell;
  }
}

function quietOf(kind: SpellKind): number {
  return ONE_BY_ONE.includes(kind) ? QUIET : 0;
}
