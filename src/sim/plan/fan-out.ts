/**
 * What one request comes to, by arithmetic over the steps of all operations: rounds, strands and calls
 * multiply from one operation to the next. What would be millions is refused before anybody runs it.
 * Retries and hedges are not counted: how many of them there are is decided while it runs.
 */
import type { Branch, CallerSpec, Repeat, Step } from '../spec/index.ts';
import { sharesOf } from './branch-shares.ts';
import { groupOf } from './brokers.ts';
import { calleesFirst } from './call-order.ts';
import type { Draft } from './draft.ts';

/** More steps and calls than this for one request would fill an instant for seconds, and memory with it. */
const STEPS_MOST = 5_000_000;

/** Operations that call each other by chance come to less and less, or to ever more: so often it is looked at. */
const LOOKS_MOST = 1000;
/** And no more often than this, over all of a circle. */
const LOOKED_AT_MOST = 1_000_000;

/** A sentence holds no more names than this. */
const LONGEST_WAY = 8;

/** One of several branches: the one that comes to most; or, in a circle, each as often as it is taken. */
type Choice = 'most' | 'mean';

/** After all else: what has been found wrong is mended first. */
export function checkFanOut(draft: Draft): void {
  if (draft.problems.found.length === 0) new FanOut(draft).check();
}

class FanOut {
  private readonly draft: Draft;
  private readonly steps: readonly (readonly Step[])[];
  /** Whom a message to a queue or topic may reach: one of each of these. */
  private readonly takers = new Map<string, Map<string, number[]>>();
  /** Steps and calls that one execution of each operation comes to. */
  private readonly total: number[];
  /** The group that is being looked at: what it is sent by itself as a message comes later, as others do. */
  private own = new Set<number>();
  private choice: Choice = 'most';

  constructor(draft: Draft) {
    this.draft = draft;
    this.steps = draft.operations.map((_, operation) => draft.stepsOf(operation));
    this.total = draft.operations.map(() => 0);
    for (const consumer of draft.spec.consumers ?? []) {
      const { from, call } = consumer;
      const groups = this.takers.get(from) ?? new Map<string, number[]>();
      const name = draft.topics.includes(from) ? groupOf(consumer) : '';
      groups.set(name, [...(groups.get(name) ?? []), draft.operationNumber(call)]);
      this.takers.set(from, groups);
    }
  }

  check(): void {
    const callees = this.steps.map((each) => [...this.calleesOf(each)]);
    const tooMany = new Set<number>();
    for (const group of calleesFirst(callees)) {
      const isCircle = group.length > 1 || callees[group[0]].includes(group[0]);
      const grows = this.settle(group, isCircle);
      const [worst] = [...group].sort((a, b) => this.total[b] - this.total[a]);
      if (this.total[worst] <= STEPS_MOST) continue;
      // Whoever calls these comes to too many because of them.
      if (!group.some((operation) => callees[operation].some((callee) => tooMany.has(callee))))
        this.report(worst, grows);
      for (const operation of group) tooMany.add(operation);
    }
  }

  /** Sums up a group whose callees are known; true where it comes to more at every look. */
  private settle(group: readonly number[], isCircle: boolean): boolean {
    this.own = new Set(group);
    this.choice = isCircle ? 'mean' : 'most';
    let looks = isCircle ? Math.min(LOOKS_MOST, Math.ceil(LOOKED_AT_MOST / group.length)) : 1;
    for (let grows = true; grows && looks > 0; looks--) {
      grows = false;
      for (const operation of group) {
        const now = this.sum(this.steps[operation]);
        grows ||= now > this.total[operation] * (1 + 1e-9);
        this.total[operation] = now;
        if (now > STEPS_MOST) return isCircle && this.callsItself(operation);
      }
    }
    return false;
  }

  /** What a list of steps comes to; `tell` hears of each call how often it is made when the list is done so `often`. */
  private sum(steps: readonly Step[], tell?: (callee: number, often: number) => void, often = 1): number {
    let sum = 0;
    for (const step of steps) {
      sum += 1;
      if ('parallel' in step) {
        for (const strand of step.parallel)
          sum += this.sum(Array.isArray(strand) ? strand : [strand], tell, often);
      } else if ('repeat' in step) {
        const rounds = roundsOf(step.repeat);
        sum += rounds * this.sum(step.repeat.steps, tell, often * rounds);
      } else if ('branch' in step) {
        sum += this.sumOfBranches(step.branch, tell, often);
      } else {
        for (const callee of this.asked(step)) {
          tell?.(callee, often);
          sum += this.total[callee];
        }
      }
    }
    return sum;
  }

  private sumOfBranches(
    branches: readonly Branch[],
    tell: ((callee: number, often: number) => void) | undefined,
    often: number,
  ): number {
    const shares = sharesOf(branches);
    if (this.choice === 'mean')
      return branches.reduce(
        (sum, { steps }, i) => sum + shares[i] * this.sum(steps, tell, often * shares[i]),
        0,
      );
    const sums = branches.map(({ steps }, i) => (shares[i] > 0 ? this.sum(steps) : 0));
    const most = Math.max(0, ...sums);
    if (tell !== undefined && most > 0) this.sum(branches[sums.indexOf(most)].steps, tell, often);
    return most;
  }

  /** The operations that a step asks for: of those that may take a message, the one that comes to most. */
  private asked(step: Step): number[] {
    const { call, notify, send, publish } = callerIn(step);
    const name = call ?? notify;
    if (name !== undefined) return [this.draft.operationNumber(name)];
    const groups = this.takers.get(send ?? publish ?? '');
    return [...(groups?.values() ?? [])].flatMap((operations) => {
      const [most] = operations
        .filter((each) => !this.own.has(each))
        .sort((a, b) => this.total[b] - this.total[a]);
      return most ?? [];
    });
  }

  private calleesOf(steps: readonly Step[], found = new Set<number>()): Set<number> {
    for (const step of steps) {
      const { call, notify, send, publish } = callerIn(step);
      const name = call ?? notify;
      if (name !== undefined) found.add(this.draft.operationNumber(name));
      for (const operations of this.takers.get(send ?? publish ?? '')?.values() ?? [])
        for (const operation of operations) found.add(operation);
      if ('parallel' in step) this.calleesOf(step.parallel.flat(), found);
      if ('branch' in step) for (const branch of step.branch) this.calleesOf(branch.steps, found);
      if ('repeat' in step) this.calleesOf(step.repeat.steps, found);
    }
    return found;
  }

  // ---- telling -----------------------------------------------------------------------------------

  private report(operation: number, grows: boolean): void {
    const way = [this.draft.operations[operation], ...this.heaviestWay(operation)].join(' -> ');
    const path = this.draft.pathOf(operation);
    if (grows)
      this.draft.problems.add(
        path,
        'E304',
        `this calls itself more and more often: ${way}, on average`,
        'make the branch that calls it rarer',
      );
    else
      this.draft.problems.add(
        path,
        'E304',
        `one request would come to more than ${STEPS_MOST} steps and calls: ${way}`,
        'write fewer calls in `parallel`, or fewer rounds in `repeat`, here or in what it calls',
      );
  }

  /** Names as in `100 × stock.reserve`, from each operation to the one it spends most on. */
  private heaviestWay(from: number): string[] {
    const way: string[] = [];
    const met = new Set<number>();
    for (let at = from; !met.has(at) && way.length < LONGEST_WAY; ) {
      met.add(at);
      const times = this.timesOf(at);
      const weightOf = (callee: number) => (times.get(callee) ?? 0) * this.total[callee];
      const [callee] = [...times.keys()].sort((a, b) => weightOf(b) - weightOf(a));
      if (callee === undefined) break;
      way.push(`${Number((times.get(callee) ?? 0).toPrecision(3))} × ${this.draft.operations[callee]}`);
      at = callee;
    }
    return way;
  }

  /** How often one execution of an operation calls each other one. */
  private timesOf(operation: number): Map<number, number> {
    const times = new Map<number, number>();
    this.sum(this.steps[operation], (callee, often) => times.set(callee, (times.get(callee) ?? 0) + often));
    return times;
  }

  /** Whether it is its own circle that makes it too many, rather than somebody outside of it. */
  private callsItself(operation: number): boolean {
    return [...this.timesOf(operation).keys()].some((callee) => this.own.has(callee));
  }
}

/** Whom a step asks, if anybody. */
function callerIn(step: Step): CallerSpec {
  return 'call' in step || 'notify' in step || 'send' in step || 'publish' in step ? step : {};
}

function roundsOf({ times, again }: Repeat): number {
  return again === undefined ? (times ?? 1) : 1 / (1 - again);
}
