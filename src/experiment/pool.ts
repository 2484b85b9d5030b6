/** Worker threads that run seeds, kept alive from one study to the next. */
import { Worker } from 'node:worker_threads';
import { type Hands, LetGo, RunTrouble } from './hands.ts';
import type { Answer, Order } from './messages.ts';
import type { Sample, Study } from './study.ts';

/** One seed that somebody waits for. */
interface Errand {
  readonly study: Study;
  readonly seed: string;
  done(sample: Sample): void;
  failed(error: Error): void;
}

interface Hand {
  readonly worker: Worker;
  /** The study it was sent last. */
  study: Study | undefined;
  errand: Errand | undefined;
}

export class Pool implements Hands {
  private readonly idle: Hand[] = [];
  private readonly busy = new Set<Hand>();
  /** Workers that are not lost, be they ready or only about to be. */
  private readonly alive: Set<Worker>;
  /** In the order they came; those before `next` are begun. */
  private errands: Errand[] = [];
  private next = 0;
  private readonly workers: readonly Worker[];
  private isLetGo = false;

  private constructor(workers: readonly Worker[]) {
    this.workers = workers;
    this.alive = new Set(workers);
  }

  /** A pool with at least one worker at hand; nothing where threads cannot be started here. */
  static async start(script: URL, size: number): Promise<Pool | undefined> {
    const workers: Worker[] = [];
    try {
      for (let i = 0; i < size; i++) workers.push(new Worker(script));
    } catch {
      // not permitted, or no memory for one more: those there are will do
    }
    const pool = new Pool(workers);
    const coming = workers.map((worker) => pool.welcome(worker));
    return Promise.any(coming).then(
      () => pool,
      () => undefined,
    );
  }

  get count(): number {
    return this.alive.size;
  }

  run(study: Study, seed: string): Promise<Sample> {
    return new Promise((done, failed) => {
      if (this.isLetGo) return failed(new LetGo());
      this.errands.push({ study, seed, done, failed });
      this.handOut();
    });
  }

  async letGo(): Promise<void> {
    this.isLetGo = true;
    const waiting = [
      ...this.errands.slice(this.next),
      ...[...this.busy].flatMap(({ errand }) => errand ?? []),
    ];
    for (const errand of waiting) errand.failed(new LetGo());
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  /** Resolved when the worker is ready for its first seed, rejected if it never is. */
  private welcome(worker: Worker): Promise<void> {
    const hand: Hand = { worker, study: undefined, errand: undefined };
    return new Promise((ready, failed) => {
      worker.on('message', (answer: Answer) => {
        if (answer.kind === 'ready') ready();
        else this.settle(hand, answer);
        this.busy.delete(hand);
        this.idle.push(hand);
        this.handOut();
      });
      const lost = (reason: string) => {
        failed(new Error(reason));
        this.lose(hand, reason);
      };
      worker.on('error', (error) => lost(error.message));
      worker.on('exit', () => lost('a worker thread has ended'));
    });
  }

  private settle(hand: Hand, answer: Exclude<Answer, { kind: 'ready' }>): void {
    const { errand } = hand;
    hand.errand = undefined;
    if (answer.kind === 'sample') errand?.done(answer.sample);
    else errand?.failed(new RunTrouble(answer.trouble));
  }

  private handOut(): void {
    while (this.next < this.errands.length && !this.isLetGo) {
      const hand = this.idle.pop();
      if (hand === undefined) return;
      const errand = this.errands[this.next];
      this.next += 1;
      if (this.next === this.errands.length) {
        this.errands = [];
        this.next = 0;
      }
      this.busy.add(hand);
      this.send(hand, errand);
    }
  }

  private send(hand: Hand, errand: Errand): void {
    const { study, seed } = errand;
    const say = (order: Order) => hand.worker.postMessage(order);
    if (hand.study !== study) say({ kind: 'study', study });
    hand.study = study;
    hand.errand = errand;
    say({ kind: 'seed', seed });
  }

  /** A worker is gone: so is what it was at, and without any other nobody will come for the rest. */
  private lose(hand: Hand, reason: string): void {
    this.alive.delete(hand.worker);
    this.busy.delete(hand);
    const at = this.idle.indexOf(hand);
    if (at >= 0) this.idle.splice(at, 1);
    hand.errand?.failed(new Error(reason));
    hand.errand = undefined;
    if (this.alive.size > 0) return;
    for (const errand of this.errands.slice(this.next)) errand.failed(new Error(reason));
    this.errands = [];
    this.next = 0;
  }
}
