/** Operations become instruction lists. */
import { hashText } from '../../base/hash.ts';
import type { Branch, CallerSpec, Repeat, Step } from '../spec/index.ts';
import { NONE } from '../terms/columns.ts';
import type { CalleeKind } from '../terms/directory.ts';
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
import { balancerOfCall } from './balancers.ts';
import { sharesOf } from './branch-shares.ts';
import { layChain, policiesOf } from './chains.ts';
import { reportCircles } from './circles.ts';
import type { Caller, Draft, Path } from './draft.ts';

/** As many rounds on average as `times` may say: of one repeat by luck, or of all that stand in each other. */
const AGAIN_MOST = 0.999;
const ROUNDS_MOST = 1 / (1 - AGAIN_MOST);

/** A program longer than this is a slip of the finger (nested repeats). */
const LONGEST_PROGRAM = 500_000;

/** 2^32: a share as a threshold of 32 random bits. */
const WHOLE = 4294967296;

export interface Programs {
  readonly code: number[];
  readonly strands: number[];
  readonly choices: number[];
  readonly shares: number[];
  readonly entries: number[];
  /** Operations that each operation always calls (not by chance): an endless circle is a mistake. */
  readonly always: number[][];
}

/** One operation being compiled. */
interface Scope {
  readonly operation: number;
  readonly caller: Caller;
  readonly name: string;
  /** How often each kind of step has been seen: names the steps for keyed luck. */
  readonly seen: Map<string, number>;
  /** Rounds on average of the repeats by luck that what is being written stands in. */
  rounds: number;
  /** Strands to be written behind the operation. */
  readonly later: {
    readonly steps: readonly Step[];
    readonly path: Path;
    /** The number of its first step below `path`. */
    readonly first: number;
    readonly entry: number;
    readonly chance: boolean;
    readonly rounds: number;
  }[];
}

export function compilePrograms(draft: Draft): Programs {
  const out: Programs = {
    code: [],
    strands: [],
    choices: [],
    shares: [],
    entries: [],
    always: draft.operations.map(() => []),
  };
  draft.operations.forEach((name, operation) => {
    const service = draft.operationService[operation];
    const caller = draft.callers[service];
    const path = draft.pathOf(operation);
    const scope: Scope = { operation, caller, name, seen: new Map(), rounds: 1, later: [] };
    out.entries.push(out.code.length / STRIDE);
    writeSteps(draft, out, scope, draft.stepsOf(operation), path, false);
    emit(out, ANSWER);
    // A strand may hold a parallel of its own, which adds to the list.
    for (let i = 0; i < scope.later.length; i++) {
      const strand = scope.later[i];
      out.strands[strand.entry] = ~(out.code.length / STRIDE);
      scope.rounds = strand.rounds;
      writeSteps(draft, out, scope, strand.steps, strand.path, strand.chance, strand.first);
      emit(out, STRAND_ENDS);
    }
  });
  if (out.code.length / STRIDE > LONGEST_PROGRAM) {
    draft.problems.add(['services'], 'E304', 'the operations are too long: repeats inside repeats multiply');
  }
  reportCircles(draft, out.always);
  return out;
}

function emit(out: Programs, code: number, a = 0, b = 0, salt = 0): number {
  out.code.push(code, a, b, salt);
  return out.code.length / STRIDE - 1;
}

function writeSteps(
  draft: Draft,
  out: Programs,
  scope: Scope,
  steps: readonly Step[],
  path: Path,
  chance: boolean,
  first = 0,
): void {
  steps.forEach((step, i) => {
    if (out.code.length / STRIDE > LONGEST_PROGRAM) return;
    writeStep(draft, out, scope, step, [...path, first + i], chance);
  });
}

function writeStep(draft: Draft, out: Programs, scope: Scope, step: Step, path: Path, chance: boolean): void {
  if ('work' in step) {
    emit(out, WORK, draft.samplers.of(step.work), 0, saltOf(scope, 'work'));
  } else if ('sleep' in step) {
    emit(out, SLEEP, draft.samplers.of(step.sleep), 0, saltOf(scope, 'sleep'));
  } else if ('fail' in step) {
    emit(out, FAIL, out.shares.push(step.fail) - 1, 0, saltOf(scope, 'fail'));
  } else if ('parallel' in step) {
    writeParallel(draft, out, scope, step.parallel, [...path, 'parallel'], chance);
  } else if ('branch' in step) {
    writeBranch(draft, out, scope, step.branch, [...path, 'branch']);
  } else if ('repeat' in step) {
    writeRepeat(draft, out, scope, step.repeat, [...path, 'repeat'], chance);
  } else {
    const site = siteOf(draft, out, scope, step, path, chance);
    if (site !== NONE) emit(out, 'notify' in step ? NOTIFY : CALL, site);
  }
}

/** Names a step by what it is and which one of its kind in the operation, so other steps may come and go. */
function saltOf(scope: Scope, kind: string): number {
  return hashText(stepName(scope, kind));
}

function stepName(scope: Scope, kind: string): string {
  const nth = scope.seen.get(kind) ?? 0;
  scope.seen.set(kind, nth + 1);
  return `${scope.name} ${kind} ${nth}`;
}

function siteOf(
  draft: Draft,
  out: Programs,
  scope: Scope,
  step: CallerSpec,
  path: Path,
  chance: boolean,
): number {
  const verb = (['call', 'notify', 'send', 'publish'] as const).find((key) => step[key] !== undefined);
  if (verb === undefined) return NONE;
  const target = step[verb] as string;
  const place = [...path, verb];
  const kind: CalleeKind = verb === 'send' ? 'queue' : verb === 'publish' ? 'topic' : 'operation';
  const callee =
    kind === 'operation' ? draft.operationNamed(target, place) : named(draft, kind, target, place);
  if (callee === NONE) return NONE;
  if (kind === 'operation' && !chance) out.always[scope.operation].push(callee);
  const policies = policiesOf(draft, step, path);
  const site = draft.addSite(
    scope.caller,
    kind,
    callee,
    verb === 'notify',
    stepName(scope, `${verb} ${target}`),
    (edge) => layChain(draft, scope.caller, policies, edge, path),
    NONE,
    kind === 'operation' ? { balancer: balancerOfCall(draft, callee, step.balancer, path) } : {},
  );
  draft.siteOperation[site] = scope.operation;
  return site;
}

function named(draft: Draft, kind: 'queue' | 'topic', name: string, path: Path): number {
  const own = kind === 'queue' ? draft.queues : draft.topics;
  const other = kind === 'queue' ? draft.topics : draft.queues;
  const number = own.indexOf(name);
  if (number >= 0) return number;
  if (other.includes(name)) {
    const hint = kind === 'queue' ? `publish: ${name}` : `send: ${name}`;
    draft.problems.add(
      path,
      'E302',
      `"${name}" is a ${kind === 'queue' ? 'topic' : 'queue'}`,
      `write ${hint}`,
    );
  } else {
    draft.problems.unknown(path, kind, name, own);
  }
  return NONE;
}

function writeParallel(
  draft: Draft,
  out: Programs,
  scope: Scope,
  branches: (Step | Step[])[],
  path: Path,
  chance: boolean,
): void {
  const first = out.strands.length;
  const salt = saltOf(scope, 'parallel');
  for (let i = 0; i < branches.length; i++) out.strands.push(0);
  branches.forEach((branch, i) => {
    const place = [...path, i];
    if (!Array.isArray(branch) && 'call' in branch && branch.call !== undefined) {
      out.strands[first + i] = siteOf(draft, out, scope, branch, place, chance);
    } else {
      scope.later.push({
        steps: Array.isArray(branch) ? branch : [branch],
        path: Array.isArray(branch) ? place : path,
        first: Array.isArray(branch) ? 0 : i,
        entry: first + i,
        chance,
        rounds: scope.rounds,
      });
    }
  });
  if (branches.length > 0) emit(out, PARALLEL, first, branches.length, salt);
}

function writeBranch(draft: Draft, out: Programs, scope: Scope, branches: Branch[], path: Path): void {
  checkBranches(draft, branches, path);
  const shares = sharesOf(branches);
  const salt = saltOf(scope, 'branch');
  const first = out.choices.length / 2;
  for (let i = 0; i <= branches.length; i++) out.choices.push(-1, 0);
  emit(out, BRANCH, first, branches.length + 1, salt);
  const jumps: number[] = [];
  let sum = 0;
  branches.forEach((branch, i) => {
    sum += shares[i];
    const whole = sum >= 1 - 1e-12;
    out.choices[(first + i) * 2] = whole ? -1 : Math.min(WHOLE - 2, Math.round(sum * WHOLE)) | 0;
    out.choices[(first + i) * 2 + 1] = out.code.length / STRIDE;
    writeSteps(draft, out, scope, branch.steps, [...path, i, 'steps'], true);
    jumps.push(emit(out, JUMP));
  });
  const end = out.code.length / STRIDE;
  out.choices[(first + branches.length) * 2 + 1] = end;
  for (const jump of jumps) out.code[jump * STRIDE + 1] = end;
}

function checkBranches(draft: Draft, branches: readonly Branch[], path: Path): void {
  const weighted = branches.some((branch) => branch.weight !== undefined);
  branches.forEach((branch, i) => {
    if (
      (branch.share === undefined) === (branch.weight === undefined) ||
      (weighted && branch.weight === undefined)
    ) {
      draft.problems.add(
        [...path, i],
        'E302',
        'a branch has a share or a weight, and all branches the same kind',
        'write share: 30%, or weight: 3 on each',
      );
    }
  });
  const total = sharesOf(branches).reduce((sum, share) => sum + share, 0);
  if (total > 1 + 1e-9)
    draft.problems.add(
      path,
      'E302',
      `the shares add up to ${Math.round(total * 1000) / 10}%, more than 100%`,
    );
}

function writeRepeat(
  draft: Draft,
  out: Programs,
  scope: Scope,
  repeat: Repeat,
  path: Path,
  chance: boolean,
): void {
  if ((repeat.times === undefined) === (repeat.again === undefined)) {
    draft.problems.add(
      path,
      'E302',
      'a repeat has either `times` or `again`',
      'write times: 3, or again: 30%',
    );
    return;
  }
  const steps = [...path, 'steps'];
  if (repeat.again !== undefined) {
    const around = scope.rounds;
    const isTold = reportRounds(draft, repeat.again, around, [...path, 'again']);
    scope.rounds = isTold ? 1 : around / (1 - repeat.again);
    const start = out.code.length / STRIDE;
    writeSteps(draft, out, scope, repeat.steps, steps, chance);
    emit(out, LOOP, start, out.shares.push(repeat.again) - 1, saltOf(scope, 'loop'));
    scope.rounds = around;
    return;
  }
  const told = draft.problems.found.length;
  for (let i = 0; i < (repeat.times ?? 0); i++) {
    const before = out.code.length;
    writeSteps(draft, out, scope, repeat.steps, steps, chance);
    // What is nothing once is nothing a thousand times, and a mistake is told once.
    if (out.code.length === before || draft.problems.found.length > told) break;
  }
}

/** Repeats by luck that go round too often, alone or with those around them; true where it has been said. */
function reportRounds(draft: Draft, again: number, around: number, path: Path): boolean {
  if (again >= 1) draft.problems.add(path, 'E304', 'this repeats for ever', 'write less than 100%');
  else if (again > AGAIN_MOST)
    draft.problems.add(
      path,
      'E304',
      'this goes round more than a thousand times on average',
      'write 99.9% or less',
    );
  else if (around / (1 - again) > ROUNDS_MOST * (1 + 1e-9))
    draft.problems.add(
      path,
      'E304',
      `repeats inside repeats multiply: ${sayRounds(around)} × ${sayRounds(1 / (1 - again))} rounds on average, more than a thousand`,
      'write a smaller `again`, here or around it',
    );
  else return false;
  return true;
}

function sayRounds(rounds: number): string {
  return String(Number(rounds.toPrecision(3)));
}
