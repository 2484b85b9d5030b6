/** What all parts of a system together may have of something. */
export class Quota {
  readonly most: number;
  private taken = 0;

  constructor(most: number) {
    this.most = most;
  }

  /** Takes so many more. False where that is too much: then `tell` is called, but only the first time. */
  take(count: number, tell: () => void): boolean {
    const hadRoom = this.taken <= this.most;
    this.taken += count;
    if (this.taken <= this.most) return true;
    if (hadRoom) tell();
    return false;
  }
}
