/** Tells of runs while they go on, a line for each thing that happens; the run waits for its reader. */
import { factLine } from '../present/fact-lines.ts';
import type { Result } from '../present/result.ts';
import { WindowLines } from '../present/window-lines.ts';
import { type Beginning, beginningLine, endLine, lineText } from '../report/stream/ndjson.ts';
import { JOURNAL_KINDS, type JournalKind, type Run } from '../sim/index.ts';
import type { Listener } from './simulate.ts';
import type { Sink } from './sink.ts';
import type { StreamKind } from './stream-kinds.ts';

/** A few thousand lines: as much as waits in memory for a slow reader. */
const EVENTS_A_SLICE = 2000;

/** Of one run. */
export class Stream implements Listener {
  readonly slice = EVENTS_A_SLICE;
  private readonly run: Run;
  private readonly sink: Sink;
  private readonly windows: WindowLines | undefined;
  private text: string;
  /** Then the run need not go on once its reader has gone. */
  private readonly isOnlyReader: boolean;

  constructor(run: Run, sink: Sink, about: Beginning, isOnlyReader: boolean) {
    this.run = run;
    this.sink = sink;
    this.windows = about.kinds.includes('windows') ? new WindowLines(run) : undefined;
    this.text = lineText(beginningLine(about));
    this.isOnlyReader = isOnlyReader;
  }

  get nextLook(): number {
    return this.windows?.end ?? Number.POSITIVE_INFINITY;
  }

  async hear(): Promise<boolean> {
    this.collect();
    if (this.windows !== undefined && this.run.now >= this.windows.end)
      this.text += lineText(this.windows.close());
    return (await this.flush()) || !this.isOnlyReader;
  }

  giveUp(): void {
    this.sink.giveUp();
  }

  /** After the last slice: a window that was cut short, and what it came to. */
  async end(result: Result): Promise<void> {
    this.collect();
    if (this.windows?.isBegun === true) this.text += lineText(this.windows.close());
    this.text += lineText(endLine(result));
    await this.flush();
  }

  private collect(): void {
    this.run.journal?.read((fact) => {
      const line = factLine(fact, this.run);
      if (line !== undefined) this.text += lineText(line);
    });
  }

  private async flush(): Promise<boolean> {
    const { text } = this;
    this.text = '';
    return this.sink.write(text);
  }
}

/** What the journal of a run has to be about for these. */
export function journalKinds(kinds: readonly StreamKind[]): JournalKind[] {
  return JOURNAL_KINDS.filter((kind) => kinds.includes(kind));
}
