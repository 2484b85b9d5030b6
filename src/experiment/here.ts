/** Runs seeds in this thread, one after another, in slices between which it can be let go. */
import { type Hands, LetGo, RunTrouble, troubleOf } from './hands.ts';
import { ReadyStudy, type Sample, type Study } from './study.ts';

/** Takes 10 to 30 ms. */
const EVENTS_A_SLICE = 20_000;

export class Here implements Hands {
  readonly count = 1;
  private isLetGo = false;
  private study: Study | undefined;
  private ready: ReadyStudy | undefined;

  async run(study: Study, seed: string): Promise<Sample> {
    if (this.study !== study || this.ready === undefined) {
      this.study = study;
      this.ready = new ReadyStudy(study);
    }
    const run = this.ready.begin(seed);
    try {
      for (;;) {
        if (this.isLetGo) throw new LetGo();
        if (run.advance(EVENTS_A_SLICE)) return run.sample();
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      throw error instanceof LetGo ? error : new RunTrouble(troubleOf(error, seed, run.events));
    }
  }

  async letGo(): Promise<void> {
    this.isLetGo = true;
  }
}
