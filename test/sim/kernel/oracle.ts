/** The dull truth: a binary heap of objects ordered by (time, sequence by wrapping difference). */
export interface OracleEntry {
  readonly time: number;
  readonly sequence: number;
  readonly row: number;
  cancelled: boolean;
}

export class Oracle {
  private readonly entries: OracleEntry[] = [];

  get size(): number {
    return this.entries.length;
  }

  push(time: number, sequence: number, row: number): OracleEntry {
    const entry = { time, sequence, row, cancelled: false };
    const entries = this.entries;
    let i = entries.push(entry) - 1;
    while (i > 0 && isEarlier(entries[i], entries[(i - 1) >> 1])) {
      [entries[i], entries[(i - 1) >> 1]] = [entries[(i - 1) >> 1], entries[i]];
      i = (i - 1) >> 1;
    }
    return entry;
  }

  /** The earliest entry that was not cancelled; cancelled ones before it are dropped. */
  peek(): OracleEntry | undefined {
    while (this.entries[0]?.cancelled) this.takeFirst();
    return this.entries[0];
  }

  pop(): OracleEntry | undefined {
    this.peek();
    return this.takeFirst();
  }

  private takeFirst(): OracleEntry | undefined {
    const entries = this.entries;
    const first = entries[0];
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return first;
    entries[0] = last;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < entries.length && isEarlier(entries[child], entries[least])) least = child;
      }
      if (least === i) return first;
      [entries[i], entries[least]] = [entries[least], entries[i]];
      i = least;
    }
  }
}

function isEarlier(a: OracleEntry, b: OracleEntry): boolean {
  return a.time < b.time || (a.time === b.time && ((a.sequence - b.sequence) | 0) < 0);
}
