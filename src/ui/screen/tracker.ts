/**
 * Follows what Ink writes closely enough to know which cells it has erased or written over.
 * Where it is not sure it says that more was touched, never less: a cell painted twice does no harm.
 */

export type TrackerReport = {
  /** cells of row `y` from column `from` on to `to` (exclusive) are no longer what was painted */
  readonly touched: (y: number, from: number, to: number) => void;
  readonly allTouched: () => void;
};

const ESCAPE = 0x1b;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

export class Tracker {
  private row = 0;
  private column = 0;
  private readonly report: TrackerReport;
  private rows: number;
  private columns: number;

  constructor(columns: number, rows: number, report: TrackerReport) {
    this.columns = columns;
    this.rows = rows;
    this.report = report;
  }

  /** The screen has a new size and the cursor stands in its corner. */
  restart(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.row = 0;
    this.column = 0;
  }

  feed(text: string): void {
    for (let at = 0; at < text.length; ) {
      const code = text.charCodeAt(at);
      if (code === ESCAPE) {
        at = this.escape(text, at + 1);
      } else if (code === NEWLINE) {
        this.row++;
        this.column = 0;
        if (this.row >= this.rows) {
          // The screen scrolled: everything moved up by one.
          this.row = this.rows - 1;
          this.report.allTouched();
        }
        at++;
      } else if (code === RETURN) {
        this.column = 0;
        at++;
      } else {
        // The column is not followed through text, whose width would have to be measured.
        this.report.touched(this.row, this.column, this.columns);
        at++;
        while (at < text.length && text.charCodeAt(at) >= 0x20) at++;
      }
    }
  }

  /** One escape sequence, from behind its ESC; returns where it ends. */
  private escape(text: string, start: number): number {
    const kind = text[start];
    if (kind === ']') {
      const bell = text.indexOf('\u0007', start);
      const terminator = text.indexOf('\u001b\\', start);
      const end = bell < 0 ? terminator + 1 : terminator < 0 ? bell : Math.min(bell, terminator + 1);
      return end <= start ? text.length : end + 1;
    }
    if (kind !== '[') return start + 1;
    let end = start + 1;
    while (end < text.length && (text.charCodeAt(end) < 0x40 || text.charCodeAt(end) > 0x7e)) end++;
    this.control(text[end], text.slice(start + 1, end));
    return end + 1;
  }

  private control(final: string, parameters: string): void {
    const first = Number.parseInt(parameters, 10);
    const amount = Number.isNaN(first) ? 1 : first;
    switch (final) {
      case 'm':
        return;
      case 'A':
        this.row = Math.max(0, this.row - amount);
        return;
      case 'B':
        this.row = Math.min(this.rows - 1, this.row + amount);
        return;
      case 'C':
        this.column = Math.min(this.columns - 1, this.column + amount);
        return;
      case 'D':
        this.column = Math.max(0, this.column - amount);
        return;
      case 'E':
        this.row = Math.min(this.rows - 1, this.row + amount);
        this.column = 0;
        return;
      case 'F':
        this.row = Math.max(0, this.row - amount);
        this.column = 0;
        return;
      case 'G':
        this.column = amount - 1;
        return;
      case 'H':
      case 'f': {
        const [row, column] = parameters.split(';').map((part) => Number.parseInt(part, 10) || 1);
        this.row = Math.min(this.rows, row) - 1;
        this.column = (column ?? 1) - 1;
        return;
      }
      case 'K':
        if (parameters === '1') this.report.touched(this.row, 0, this.column + 1);
        else this.report.touched(this.row, parameters === '2' ? 0 : this.column, this.columns);
        return;
      case 'J':
        if (parameters !== '' && parameters !== '0') {
          this.report.allTouched();
          return;
        }
        this.report.touched(this.row, this.column, this.columns);
        for (let y = this.row + 1; y < this.rows; y++) this.report.touched(y, 0, this.columns);
        return;
      // Scrolling, inserting and deleting lines: Ink does none of it today.
      case 'S':
      case 'T':
      case 'L':
      case 'M':
      case 'r':
        this.report.allTouched();
        return;
      default:
        return;
    }
  }
}
