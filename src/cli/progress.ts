/** One line on stderr that says how far something long is; nothing unless that is a terminal. */

/** Seconds after which somebody who waits wants to know how far it is. */
const PATIENCE = 1;
const EVERY = 0.1;

export class ProgressLine {
  private shownAt = Number.NEGATIVE_INFINITY;
  private isShown = false;

  /** With the share that is done, 0 to 1, and what is under way. */
  show(share: number, what: string, wallSeconds: number): void {
    if (process.stderr.isTTY !== true || wallSeconds < PATIENCE || wallSeconds - this.shownAt < EVERY) return;
    this.shownAt = wallSeconds;
    this.isShown = true;
    const text = `${String(Math.floor(share * 100)).padStart(3)}%  ${what}`;
    process.stderr.write(`\r\u001b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  }

  clear(): void {
    if (this.isShown) process.stderr.write('\r\u001b[2K');
    this.isShown = false;
  }
}

/** The same for something that has a name; nothing where the line would stand between others. */
export class Progress {
  private readonly label: string;
  private readonly isHidden: boolean;
  private readonly line = new ProgressLine();

  constructor(label: string, isHidden = false) {
    this.label = label;
    this.isHidden = isHidden;
  }

  /** `far` says how far it is in the words of the matter. */
  show(share: number, far: string, wallSeconds: number): void {
    if (!this.isHidden) this.line.show(share, `${far}  ${this.label}`, wallSeconds);
  }

  clear(): void {
    this.line.clear();
  }
}
