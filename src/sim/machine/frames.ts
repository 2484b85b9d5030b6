/** Frames: an operation being executed, instruction by instruction, until it must wait. */
import { invariant } from '../../base/assert.ts';
import {
  ASKER,
  CHILD,
  CODE,
  DEADLINE,
  ENDING,
  INTS,
  ITEM,
  LOOPS,
  NONE,
  OWED,
  PARENT,
  PC,
  PENDING,
  POST,
  REALS,
  ROOT,
  SIBLING_NEXT,
  SITE,
  TIME,
} from '../terms/columns.ts';
import { CALLING, COMPUTING, RESUME } from '../terms/events.ts';
import {
  ANSWER,
  BRANCH,
  CALL,
  FAIL,
  JUMP,
  LOOP,
  NOTIFY,
  PARALLEL,
  SLEEP,
  STRAND_ENDS,
  STRIDE,
  WORK,
} from '../terms/instructions.ts';
import { CANCELLED, ERROR, endingAt, isGood } from '../terms/outcomes.ts';
import { bentWork } from './bends.ts';
import type { Calls } from './calls.ts';
import { compute, stopComputing } from './cores.ts';
import { leaks } from './leak.ts';
import { answer, releaseSlot } from './stations.ts';
import type { World } from './world.ts';

/** Spreads the rounds of a `repeat` over the purposes of a step's draws. */
const ROUND = 0x3c6ef35f;

/** Runs a frame or strand from where it stands until it waits, computes or ends. */
export function runFrame(w: World, calls: Calls, frame: number): void {
  const plan = w.plan;
  const code = plan.code;
  let I = w.arena.I;
  const at = frame * INTS;
  for (;;) {
    if (!isGood(I[at + ENDING])) {
      finish(w, calls, frame);
      return;
    }
    const pc = I[at + PC];
    const op = pc * STRIDE;
    const a = code[op + 1];
    switch (code[op]) {
      case WORK: {
        const work = workTime(w, frame, a, code[op + 3]);
        I[at + PC] = pc + 1;
        if (work === 0) break;
        if (plan.posts[I[at + POST]].cores > 0) {
          compute(w, frame, work);
        } else {
          w.arena.F[frame * REALS + TIME] = w.clock[0] + work;
          w.calendar.link(frame);
        }
        return;
      }
      case SLEEP: {
        const time = w.sample(a, frame, stepPurpose(w, frame, code[op + 3]));
        I[at + PC] = pc + 1;
        if (time === 0) break;
        w.arena.F[frame * REALS + TIME] = w.clock[0] + time;
        w.calendar.link(frame);
        return;
      }
      case CALL:
        I[at + PC] = pc + 1;
        I[at + PENDING] = 1;
        calls.callFrom(frame, a, true);
        return;
      case NOTIFY:
        I[at + PC] = pc + 1;
        calls.callFrom(frame, a, false);
        // Any number of them may follow each other in one event.
        w.makeRoom();
        I = w.arena.I;
        break;
      case PARALLEL: {
        const count = code[op + 2];
        I[at + PC] = pc + 1;
        I[at + PENDING] = count;
        for (let i = 0; i < count; i++) {
          const branch = plan.strands[a + i];
          if (branch >= 0) calls.callFrom(frame, branch, true);
          else beginStrand(w, calls, frame, ~branch, code[op + 3], i);
        }
        return;
      }
      case BRANCH: {
        const drawn = w.bits(frame, stepPurpose(w, frame, code[op + 3]));
        let choice = a * 2;
        // The last entry's threshold is beyond every draw.
        while (drawn >= plan.choices[choice] >>> 0 && plan.choices[choice] !== -1) choice += 2;
        I[at + PC] = plan.choices[choice + 1];
        break;
      }
      case JUMP:
        I[at + PC] = a;
        break;
      case LOOP: {
        const again = w.uniform(frame, stepPurpose(w, frame, code[op + 3])) < plan.shares[code[op + 2]];
        I[at + LOOPS] += 1;
        I[at + PC] = again ? a : pc + 1;
        break;
      }
      case FAIL:
        I[at + PC] = pc + 1;
        if (w.uniform(frame, stepPurpose(w, frame, code[op + 3])) < plan.shares[a]) {
          I[at + ENDING] = endingAt(ERROR, plan.sites[I[at + SITE]].edge);
        }
        break;
      case STRAND_ENDS:
        calls.strandEnded(frame);
        return;
      case ANSWER:
        finish(w, calls, frame);
        return;
      default:
        invariant(false, 'every instruction of a program is one of these');
    }
  }
}

/** What a step draws for: its own salt, told apart by the rounds of a repeat. */
function stepPurpose(w: World, frame: number, salt: number): number {
  return (salt + Math.imul(w.arena.I[frame * INTS + LOOPS], ROUND)) | 0;
}

/** Time a step computes: drawn, and bent by the faults in force here. */
function workTime(w: World, frame: number, sampler: number, salt: number): number {
  const drawn = w.sample(sampler, frame, stepPurpose(w, frame, salt));
  return w.overlay.workBent[w.arena.I[frame * INTS + POST]] === 0 ? drawn : bentWork(w, frame, drawn);
}

function beginStrand(w: World, calls: Calls, frame: number, pc: number, salt: number, index: number): void {
  const strand = w.arena.take();
  const { I, F } = w.arena;
  const at = strand * INTS;
  const of = frame * INTS;
  w.inherit(strand, frame, (salt + Math.imul(I[of + LOOPS], ROUND)) | 0, index);
  I[at + CODE] = RESUME;
  I[at + SITE] = I[of + SITE];
  I[at + CHILD] = NONE;
  I[at + ENDING] = 0;
  I[at + POST] = I[of + POST];
  I[at + PC] = pc;
  I[at + PENDING] = 0;
  I[at + LOOPS] = 0;
  I[at + ASKER] = I[of + ASKER];
  I[at + ITEM] = I[of + ITEM];
  I[at + ROOT] = I[of + ROOT];
  F[strand * REALS + DEADLINE] = F[frame * REALS + DEADLINE];
  // Whoever had this row before may have kept something else here.
  F[strand * REALS + OWED] = 0;
  calls.adopt(frame, strand);
  w.soon(strand);
}

/** The operation is over: its slot is free and its answer goes back. A strand's end is its parent's business. */
function finish(w: World, calls: Calls, frame: number): void {
  const I = w.arena.I;
  if (isStrand(w, frame)) {
    calls.strandEnded(frame);
    return;
  }
  const post = w.plan.posts[I[frame * INTS + POST]];
  if (w.overlay.finishBent[post.replica] > 0 && leaks(w, calls, frame, post.replica)) return;
  w.observer.frameEnded(frame, I[frame * INTS + ENDING], I[frame * INTS + PARENT] !== NONE);
  releaseSlot(w, calls, frame, post);
  answer(w, calls, frame);
}

/** A strand's parent is a running frame; an attempt's is a call, or nobody. */
function isStrand(w: World, row: number): boolean {
  const parent = w.arena.I[row * INTS + PARENT];
  return parent !== NONE && w.arena.I[parent * INTS + CODE] === RESUME;
}

/** The callee stops a running frame whose caller has left, with all that it waits for. */
export function abort(w: World, calls: Calls, frame: number): void {
  const I = w.arena.I;
  I[frame * INTS + ENDING] = endingAt(CANCELLED, w.plan.sites[I[frame * INTS + SITE]].edge);
  w.observer.frameEnded(frame, I[frame * INTS + ENDING], false);
  releaseSlot(w, calls, frame, w.plan.posts[I[frame * INTS + POST]]);
  dismantle(w, calls, frame);
}

/** Frees a running frame or strand and everything under it. Its slot is its replica's business. */
export function dismantle(w: World, calls: Calls, frame: number): void {
  for (let child = w.arena.I[frame * INTS + CHILD]; child !== NONE; ) {
    w.makeRoom();
    const I = w.arena.I;
    const next = I[child * INTS + SIBLING_NEXT];
    if (I[child * INTS + CODE] === CALLING) calls.drop(child);
    else dismantle(w, calls, child);
    child = next;
  }
  const I = w.arena.I;
  if (I[frame * INTS + CODE] === COMPUTING) {
    stopComputing(w, frame);
    w.arena.free(frame);
  } else if (I[frame * INTS + PENDING] > 0) {
    w.arena.free(frame);
  } else {
    // It lies in the calendar: it is freed when its instant comes.
    w.disown(frame);
  }
}
