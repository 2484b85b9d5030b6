/** One line on stderr that says how far something long is; nothing unless that is a terminal. */

/** Seconds after which somebody who waits wants to know how far it is. */
const PATIENCE = 1;
const EVERY = 0.1;

export class Progress {
  private readonly label: string;
  private readonly isHidden: boolean;
  private shownAt = Number.NEGATIVE_INFINITY;
  private isShown = false;

  constructor(label: string, isHidden = false) {
    this.label = label;
    this.isHidden = isHidden;
  }

  /** `share` of the whole is done, 0 to 1; `far` says it in the words of the matter. */
  show(share: number, far: string, wallSeconds: number): void {
    if (process.stderr.isTTY !== true || this.isHidden) return;
    if (wallSeconds < PATIENCE || wallSeconds - this.shownAt < EVERY) return;
    this.shownAt = wallSeconds;
    this.isShown = true;
    const percent = Math.floor(share * 100);
    const text = `${String(percent).padStart(3)}%  ${far}  ${this.label}`;
    process.stderr.write(`\r\u001b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  }

  clear(): void {
    if (this.isShown) process.stderr.write('\r\u001b[2K');
    this.isShown = false;
  }
}
