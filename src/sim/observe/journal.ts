/**
 * The journal: what happens, fact by fact, for somebody outside who reads along. It writes plain records
 * into typed arrays; between two advances the reader takes them out, and the arrays are empty again. So
 * memory holds what happens between two readings and no more. It counts and changes nothing, and lies
 * outside of the snapshots.
 */
import { NEVER } from '../../base/time.ts';
import {
  BASE,
  CAUSE,
  CODE,
  DELIVERIES,
  ENTERED,
  INTS,
  NONE,
  PARENT,
  POST,
  REALS,
  ROOT,
  SINCE,
  SITE,
  SUBJECT,
  TRIES,
} from '../terms/columns.ts';
import type { Directory } from '../terms/directory.ts';
import { QUEUED } from '../terms/events.ts';
import {
  ACKNOWLEDGED,
  DEAD_LETTERED,
  type MessageEnd,
  type Observed,
  type Observer,
} from '../terms/observer.ts';
import { CAUSES, partsOf } from '../terms/outcomes.ts';
import { JOURNAL_KINDS, type JournalFact, type JournalFactKind, type JournalKind } from './facts.ts';

const FACT_KINDS = [
  'request-ended',
  'call-ended',
  'attempt-ended',
  'frame-began',
  'frame-ended',
  'turned-away',
  'message-published',
  'message-delivered',
  'message-handled',
  'message-left',
  'policy-changed',
  'fault-began',
  'fault-changed',
  'fault-ended',
  'view-changed',
  'panic-began',
  'panic-ended',
  'replica-restarted',
] as const satisfies readonly JournalFactKind[];

const REQUEST_ENDED = 0;
const CALL_ENDED = 1;
const ATTEMPT_ENDED = 2;
const FRAME_BEGAN = 3;
const FRAME_ENDED = 4;
const TURNED_AWAY = 5;
const PUBLISHED = 6;
const DELIVERED = 7;
const HANDLED = 8;
const LEFT = 9;
const POLICY_CHANGED = 10;
const FAULT_BEGAN = 11;
const FAULT_CHANGED = 12;
const FAULT_ENDED = 13;
const VIEW_CHANGED = 14;
const PANIC_BEGAN = 15;
const PANIC_ENDED = 16;
const RESTARTED = 17;

// Columns of a record.
const RECORD_INTS = 7;
const KIND = 0;
/** Edge, queue, fault, service or replica. */
const PLACE = 1;
const REQUEST = 2;
const ENDING = 3;
/** Post; of a request, its load; of a message, its number; of a policy or a view, the client. */
const WHO = 4;
/** Tries, try number, deliveries; wanted or not; how a message left; the layer of a policy. */
const COUNT = 5;
/** Why an attempt or call began; whether one that was turned away met nobody; the state of a policy; why a replica is held out. */
const BECAUSE = 6;

const RECORD_REALS = 2;
const AT = 0;
/** Since when, for how long, or how strongly. */
const MEASURE = 1;

/** Room for this many records without growing. */
const FIRST_ROOM = 4096;

export class Journal implements Observer {
  private readonly clock: Float64Array;
  private readonly arena: Observed['arena'];
  private readonly siteEdge: Int32Array;
  private readonly siteLoad: Int32Array;
  private readonly isAbout: Readonly<Record<JournalKind, boolean>>;
  private ints = new Int32Array(FIRST_ROOM * RECORD_INTS);
  private reals = new Float64Array(FIRST_ROOM * RECORD_REALS);
  private count = 0;
  /** Facts that were written before those which wait. */
  private earlier = 0;
  /** By row: the try number of a living attempt, the number of a living message. */
  private numbers = new Int32Array(1024);
  private messages = 0;

  constructor(directory: Directory, observed: Observed, kinds: readonly JournalKind[]) {
    this.clock = observed.clock;
    this.arena = observed.arena;
    this.siteEdge = directory.siteEdge;
    this.siteLoad = directory.siteLoad;
    const isAbout = Object.fromEntries(JOURNAL_KINDS.map((kind) => [kind, kinds.includes(kind)]));
    this.isAbout = isAbout as Record<JournalKind, boolean>;
  }

  /** Facts that wait to be read. */
  get waiting(): number {
    return this.count;
  }

  /** Tells every fact since the last reading, in the order they happened, and forgets them. */
  read(tell: (fact: JournalFact) => void): void {
    for (let record = 0; record < this.count; record++) tell(this.factAt(record));
    this.earlier += this.count;
    this.count = 0;
    // An instant in which very much happened must not hold its memory for ever.
    if (this.ints.length > FIRST_ROOM * RECORD_INTS) this.makeRoom(FIRST_ROOM);
  }

  /** Facts that were written so far, read or not: what a moment of the run has to know of its journal. */
  get written(): number {
    return this.earlier + this.count;
  }

  /** Forgets what has not been read and was written beyond so many: the run goes back to when there were no more. */
  truncateTo(written: number): void {
    this.count = Math.max(0, Math.min(this.count, written - this.earlier));
    this.earlier = written - this.count;
  }

  // ---- what the machine tells -----------------------------------------------------------------------

  requestBegan(): void {}
  callBegan(): void {}

  callEnded(row: number, ending: number): void {
    const I = this.arena.I;
    const load = this.siteLoad[I[row * INTS + SITE]];
    if (!(load === NONE ? this.isAbout.calls : this.isAbout.requests)) return;
    const since = this.arena.F[row * REALS + SINCE];
    const at = this.write(
      load === NONE ? CALL_ENDED : REQUEST_ENDED,
      this.edgeOf(row),
      I[row * INTS + ROOT],
      since,
    );
    this.ints[at + ENDING] = ending;
    this.ints[at + WHO] = load;
    this.ints[at + COUNT] = I[row * INTS + TRIES];
    this.ints[at + BECAUSE] = I[row * INTS + CAUSE];
  }

  attemptBegan(row: number): void {
    if (!this.isAbout.attempts) return;
    const I = this.arena.I;
    // Its call counts tries, those of its branches too; a later one may begin before this one ends.
    let call = I[row * INTS + PARENT];
    while (I[call * INTS + BASE] !== NONE) call = I[call * INTS + PARENT];
    this.number(row, I[call * INTS + TRIES]);
  }

  attemptEnded(row: number, ending: number): void {
    if (!this.isAbout.attempts) return;
    const I = this.arena.I;
    const since = this.arena.F[row * REALS + SINCE];
    const at = this.write(ATTEMPT_ENDED, this.edgeOf(row), I[row * INTS + ROOT], since);
    this.ints[at + ENDING] = ending;
    this.ints[at + WHO] = I[row * INTS + POST];
    this.ints[at + COUNT] = this.numbers[row];
    this.ints[at + BECAUSE] = I[row * INTS + CAUSE];
  }

  attemptMoved(row: number, herald: number): void {
    if (this.isAbout.attempts) this.number(herald, this.numbers[row]);
  }

  frameBegan(row: number): void {
    if (!this.isAbout.frames) return;
    const entered = this.arena.F[row * REALS + ENTERED];
    const waited = entered === NEVER ? 0 : this.clock[0] - entered;
    const at = this.write(FRAME_BEGAN, this.edgeOf(row), this.arena.I[row * INTS + ROOT], waited);
    this.ints[at + WHO] = this.arena.I[row * INTS + POST];
  }

  frameEnded(row: number, ending: number, wanted: boolean): void {
    if (!this.isAbout.frames) return;
    const I = this.arena.I;
    // from its start on, ENTERED is when it began to run
    const began = this.arena.F[row * REALS + ENTERED];
    const at = this.write(FRAME_ENDED, this.edgeOf(row), I[row * INTS + ROOT], began);
    this.ints[at + ENDING] = ending;
    this.ints[at + WHO] = I[row * INTS + POST];
    this.ints[at + COUNT] = wanted ? 1 : 0;
  }

  turnedAway(row: number, ending: number, metNobody: boolean): void {
    if (!this.isAbout['turned-away']) return;
    const I = this.arena.I;
    // Who is turned away at the door has never begun to wait, and ENTERED is of the row's last life.
    const hasWaited = I[row * INTS + CODE] === QUEUED;
    const waited = hasWaited ? this.clock[0] - this.arena.F[row * REALS + ENTERED] : 0;
    const at = this.write(TURNED_AWAY, this.edgeOf(row), I[row * INTS + ROOT], waited);
    this.ints[at + ENDING] = ending;
    this.ints[at + WHO] = I[row * INTS + POST];
    this.ints[at + COUNT] = I[row * INTS + PARENT] === NONE ? 0 : 1;
    this.ints[at + BECAUSE] = metNobody ? 1 : 0;
  }

  published(queue: number, row: number): void {
    if (!this.isAbout.messages) return;
    this.number(row, this.messages);
    this.messages += 1;
    this.writeMessage(PUBLISHED, queue, row);
  }

  delivered(queue: number, row: number): void {
    if (this.isAbout.messages) this.writeMessage(DELIVERED, queue, row);
  }

  /** The row is the delivery; whose message it was is known only as long as that is there. */
  handled(queue: number, row: number, ending: number, again: boolean): void {
    if (!this.isAbout.messages) return;
    const message = again ? NONE : this.arena.I[row * INTS + SUBJECT];
    const request = again ? NONE : this.arena.I[message * INTS + ROOT];
    const at = this.write(HANDLED, queue, request, 0);
    this.ints[at + ENDING] = ending;
    this.ints[at + WHO] = again ? NONE : this.numbers[message];
  }

  left(queue: number, row: number, how: MessageEnd): void {
    if (!this.isAbout.messages) return;
    const at = this.writeMessage(LEFT, queue, row);
    this.ints[at + COUNT] = how;
  }

  viewChanged(client: number, replica: number, reasons: number): void {
    if (!this.isAbout.health) return;
    const at = this.write(VIEW_CHANGED, replica, NONE, 0);
    this.ints[at + WHO] = client;
    this.ints[at + BECAUSE] = reasons;
  }

  panicChanged(service: number, client: number, panics: boolean): void {
    if (!this.isAbout.health) return;
    const at = this.write(panics ? PANIC_BEGAN : PANIC_ENDED, service, NONE, 0);
    this.ints[at + WHO] = client;
  }

  restarted(replica: number): void {
    if (this.isAbout.health) this.write(RESTARTED, replica, NONE, 0);
  }

  policyChanged(edge: number, layer: number, client: number, state: number): void {
    if (!this.isAbout.policies) return;
    const at = this.write(POLICY_CHANGED, edge, NONE, 0);
    this.ints[at + WHO] = client;
    this.ints[at + COUNT] = layer;
    this.ints[at + BECAUSE] = state;
  }

  policyActed(): void {}

  levelChanged(): void {}

  faultChanged(fault: number, strength: number, before: number): void {
    if (!this.isAbout.faults) return;
    const kind = before === 0 ? FAULT_BEGAN : strength === 0 ? FAULT_ENDED : FAULT_CHANGED;
    this.write(kind, fault, NONE, strength);
  }

  // ---- records --------------------------------------------------------------------------------------

  private edgeOf(row: number): number {
    return this.siteEdge[this.arena.I[row * INTS + SITE]];
  }

  /** Writes what all records have, and returns where its ints begin. */
  private write(kind: number, place: number, request: number, measure: number): number {
    if ((this.count + 1) * RECORD_INTS > this.ints.length) this.makeRoom(this.count * 2);
    const at = this.count * RECORD_INTS;
    this.ints[at + KIND] = kind;
    this.ints[at + PLACE] = place;
    this.ints[at + REQUEST] = request;
    this.reals[this.count * RECORD_REALS + AT] = this.clock[0];
    this.reals[this.count * RECORD_REALS + MEASURE] = measure;
    this.count += 1;
    return at;
  }

  private writeMessage(kind: number, queue: number, row: number): number {
    const I = this.arena.I;
    const at = this.write(kind, queue, I[row * INTS + ROOT], 0);
    this.ints[at + WHO] = this.numbers[row];
    this.ints[at + COUNT] = I[row * INTS + DELIVERIES];
    return at;
  }

  private makeRoom(records: number): void {
    const ints = new Int32Array(records * RECORD_INTS);
    const reals = new Float64Array(records * RECORD_REALS);
    ints.set(this.ints.subarray(0, this.count * RECORD_INTS));
    reals.set(this.reals.subarray(0, this.count * RECORD_REALS));
    this.ints = ints;
    this.reals = reals;
  }

  private number(row: number, number: number): void {
    if (row >= this.numbers.length) {
      const grown = new Int32Array(this.arena.I.length / INTS);
      grown.set(this.numbers);
      this.numbers = grown;
    }
    this.numbers[row] = number;
  }

  private factAt(record: number): JournalFact {
    const ints = this.ints.subarray(record * RECORD_INTS, (record + 1) * RECORD_INTS);
    const at = this.reals[record * RECORD_REALS + AT];
    const measure = this.reals[record * RECORD_REALS + MEASURE];
    const place = ints[PLACE];
    const request = ints[REQUEST];
    const kind = FACT_KINDS[ints[KIND]];
    switch (kind) {
      case 'request-ended': {
        const [load, tries] = [ints[WHO], ints[COUNT]];
        return { kind, at, request, load, edge: place, began: measure, tries, ending: partsOf(ints[ENDING]) };
      }
      case 'call-ended': {
        const startCause = CAUSES[ints[BECAUSE]];
        const ending = partsOf(ints[ENDING]);
        return { kind, at, request, edge: place, startCause, began: measure, tries: ints[COUNT], ending };
      }
      case 'attempt-ended': {
        const startCause = CAUSES[ints[BECAUSE]];
        const [post, tryNumber, ending] = [ints[WHO], ints[COUNT], partsOf(ints[ENDING])];
        return { kind, at, request, edge: place, post, startCause, tryNumber, began: measure, ending };
      }
      case 'frame-began':
        return { kind, at, request, edge: place, post: ints[WHO], waited: measure };
      case 'frame-ended': {
        const wanted = ints[COUNT] === 1;
        return {
          kind,
          at,
          request,
          edge: place,
          post: ints[WHO],
          began: measure,
          wanted,
          ending: partsOf(ints[ENDING]),
        };
      }
      case 'turned-away': {
        const wanted = ints[COUNT] === 1;
        return {
          kind,
          at,
          request,
          edge: place,
          post: ints[WHO],
          waited: measure,
          wanted,
          metNobody: ints[BECAUSE] === 1,
          ending: partsOf(ints[ENDING]),
        };
      }
      case 'message-published':
      case 'message-delivered':
        return { kind, at, queue: place, request, message: ints[WHO], deliveries: ints[COUNT] };
      case 'message-handled':
        return { kind, at, queue: place, request, message: ints[WHO], ending: partsOf(ints[ENDING]) };
      case 'message-left':
        return { kind, at, queue: place, request, message: ints[WHO], how: wayOut(ints[COUNT]) };
      case 'policy-changed':
        return { kind, at, edge: place, layer: ints[COUNT], client: ints[WHO], state: ints[BECAUSE] };
      case 'view-changed':
        return { kind, at, client: ints[WHO], replica: place, reasons: ints[BECAUSE] };
      case 'panic-began':
      case 'panic-ended':
        return { kind, at, client: ints[WHO], service: place };
      case 'replica-restarted':
        return { kind, at, replica: place };
      case 'fault-began':
      case 'fault-changed':
      case 'fault-ended':
        return { kind, at, fault: place, strength: measure };
    }
  }
}

function wayOut(how: number): 'acknowledged' | 'dead-lettered' | 'expired' {
  return how === ACKNOWLEDGED ? 'acknowledged' : how === DEAD_LETTERED ? 'dead-lettered' : 'expired';
}
