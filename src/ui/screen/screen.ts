/**
 * The terminal, shared by Ink and a painter. Ink gets this as its stdout and lays out, writes text and listens;
 * where it left an empty box, panes of cells are painted, changed cells only, at a fraction of what Text costs.
 *
 * The two stay out of each other's way like this:
 *  - where the panes lie is asked when an Ink frame begins, so the painter never knows a layout Ink has not shown;
 *  - cells that stop being a pane's are wiped before Ink writes, because Ink believes they are blank;
 *  - what Ink's frame erases or writes over is followed (tracker.ts) and painted again before the frame ends;
 *  - painting happens only in the alternate screen, where layout coordinates are screen coordinates.
 */
import { Writable } from 'node:stream';
import { ABSENT, Cells, type Colour, diffCells } from '../../draw/index.ts';
import { Tracker } from './tracker.ts';

/** Synchronised output (DEC 2026): the terminal shows nothing between begin and end. Ink frames its own frames so. */
const FRAME_BEGIN = '\u001b[?2026h';
const FRAME_END = '\u001b[?2026l';
/** Saves and restores the cursor, of which Ink has its own idea. */
const PAINT_BEGIN = '\u001b7';
const PAINT_END = '\u001b8';
const CLEAR_ALL = '\u001b[H\u001b[2J';
const ALTERNATE_ON = '\u001b[?1049h';
const ALTERNATE_OFF = '\u001b[?1049l';
/**
 * The alternate screen begins with the cursor wherever it was, and layout and screen have to agree on row 0.
 * Autowrap is off as long as it lasts: a cell in the last column must not move the screen, and just after a resize
 * Ink draws one frame for the old width, which on a narrower terminal would wrap and push everything down.
 */
const ALTERNATE_BEGIN = '\u001b[H\u001b[?7l';
const ALTERNATE_END = '\u001b[?7h';
const MARKS = /(\u001b\[\?(?:2026|1049)[hl])/;
/** Above this backlog a frame is skipped: a slow line gets fewer pictures, not older ones. */
const MOST_WAITING_BYTES = 64 * 1024;

export type Rectangle = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type Pane = {
  /** where Ink's layout put it; undefined while it has no place. Asked once per Ink frame. */
  readonly measure: () => Rectangle | undefined;
  /** draws onto cells that are blank already; absent for a cover, whose area is left to Ink */
  readonly paint?: (cells: Cells) => void;
};

/** What a screen needs of a terminal: process.stdout, or a stand-in with the same face. */
export type Terminal = Pick<NodeJS.WriteStream, 'write' | 'on' | 'off' | 'columns' | 'rows' | 'isTTY'> & {
  readonly writableLength?: number;
};

type PlacedPane = { readonly pane: Pane; readonly at: Rectangle; readonly cells: Cells | undefined };

export type ScreenOptions = { readonly colour?: Colour };

export class Screen extends Writable {
  readonly isTTY: boolean;
  readonly colour: Colour;
  /** Called first when the size changes, before the screen is cleared: Ink has to forget its last frame. */
  beforeResize: (() => void) | undefined;
  /** Frames painted and bytes they took, apart from what Ink wrote: for measurements. */
  readonly painted = { frames: 0, bytes: 0 };

  private readonly terminal: Terminal;
  private readonly tracker: Tracker;
  private readonly panes = new Set<Pane>();
  /** panes where the last Ink frame put them */
  private placed: PlacedPane[] = [];
  private shown: Cells;
  private wanted: Cells;
  private isAlternate = false;
  private isInFrame = false;
  private isPaintDue = false;
  private hasJustRendered = false;
  private readonly resized = (): void => this.resize();

  constructor(terminal: Terminal, options: ScreenOptions = {}) {
    super({ decodeStrings: false });
    this.terminal = terminal;
    this.isTTY = terminal.isTTY;
    this.colour = options.colour ?? 'ansi';
    this.shown = absentCells(this.columns, this.rows);
    this.wanted = absentCells(this.columns, this.rows);
    this.tracker = new Tracker(this.columns, this.rows, {
      touched: (y, from, to) => {
        if (y < 0 || y >= this.shown.height) return;
        const start = y * this.shown.width;
        this.shown.chars.fill(ABSENT, start + Math.max(0, from), start + Math.min(to, this.shown.width));
      },
      allTouched: () => this.shown.chars.fill(ABSENT),
    });
    terminal.on('resize', this.resized);
  }

  get columns(): number {
    return this.terminal.columns > 0 ? this.terminal.columns : 80;
  }

  get rows(): number {
    return this.terminal.rows > 0 ? this.terminal.rows : 24;
  }

  /** Adds a pane or a cover; the result takes it away again. It appears and disappears with an Ink frame. */
  register(pane: Pane): () => void {
    this.panes.add(pane);
    // Ink renders either just before a commit's layout effects, which register panes, or some milliseconds after.
    // In the first case its frame came too early to place this pane; in the second the pane has to wait for it.
    if (this.hasJustRendered) queueMicrotask(() => this.settle());
    return () => {
      this.panes.delete(pane);
    };
  }

  /** Paints every pane now; only cells that changed are written. Cheap enough for every frame. */
  paint(): void {
    this.isPaintDue = false;
    if (!this.isAlternate || this.isInFrame) return;
    if ((this.terminal.writableLength ?? 0) > MOST_WAITING_BYTES) return;
    const bytes = this.bytesToPaint();
    if (bytes !== '') this.terminal.write(FRAME_BEGIN + bytes + FRAME_END);
  }

  /** Paints once when the work at hand is done, however many ask. */
  paintSoon(): void {
    if (this.isPaintDue) return;
    this.isPaintDue = true;
    queueMicrotask(() => {
      if (this.isPaintDue) this.paint();
    });
  }

  /** To be called after each Ink render (`onRender`): a layout that changed without changing Ink's text counts too. */
  settle(): void {
    if (!this.isAlternate || this.isInFrame) return;
    this.hasJustRendered = true;
    queueMicrotask(() => {
      this.hasJustRendered = false;
    });
    const blanks = this.placePanes();
    if (blanks !== '') this.terminal.write(FRAME_BEGIN + blanks + FRAME_END);
    this.paint();
  }

  /** Everything once more, for a terminal that somebody else wrote on: the key Ctrl-L. */
  redraw(): void {
    this.resize();
  }

  /** Lets go of the terminal, which stays open. */
  dispose(): void {
    this.terminal.off('resize', this.resized);
    this.panes.clear();
    this.placed = [];
    this.isAlternate = false;
  }

  override _write(
    chunk: string | Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    const text = typeof chunk === 'string' ? chunk : chunk.toString();
    let out = '';
    // Pieces that are one of the four marks, and what lies between them.
    for (const piece of text.split(MARKS)) {
      if (piece === FRAME_BEGIN) {
        this.isInFrame = true;
        out += FRAME_BEGIN + this.placePanes();
      } else if (piece === FRAME_END) {
        this.isInFrame = false;
        out += (this.isAlternate ? this.bytesToPaint() : '') + FRAME_END;
      } else if (piece === ALTERNATE_ON) {
        this.enterAlternate();
        out += ALTERNATE_ON + ALTERNATE_BEGIN;
      } else if (piece === ALTERNATE_OFF) {
        this.isAlternate = false;
        this.placed = [];
        out += ALTERNATE_END + ALTERNATE_OFF;
      } else {
        this.tracker.feed(piece);
        out += piece;
      }
    }
    this.terminal.write(out);
    // Text outside a frame (a cleared line, a console message) may have hit panes.
    if (!this.isInFrame && this.isAlternate && this.placed.length > 0) this.paintSoon();
    done();
  }

  private enterAlternate(): void {
    this.isAlternate = true;
    this.shown.chars.fill(ABSENT);
    this.tracker.restart(this.columns, this.rows);
  }

  /** Asks Ink's layout where the panes are. The result wipes cells that were a pane's and no longer are. */
  private placePanes(): string {
    if (!this.isAlternate) return '';
    const before = new Map(this.placed.map((one) => [one.pane, one]));
    this.placed = [];
    for (const pane of this.panes) {
      const at = pane.measure();
      if (at === undefined || at.width < 1 || at.height < 1) continue;
      const known = before.get(pane)?.cells;
      const fits = known !== undefined && known.width === at.width && known.height === at.height;
      const cells = pane.paint === undefined ? undefined : fits ? known : new Cells(at.width, at.height);
      this.placed.push({ pane, at, cells });
    }
    this.composeWanted();
    const bytes = diffCells(this.shown, this.wanted, { colour: this.colour, only: 'blanks' });
    return bytes === '' ? '' : PAINT_BEGIN + bytes + PAINT_END;
  }

  private bytesToPaint(): string {
    for (const { pane, cells } of this.placed) {
      // A pane that is gone keeps its last picture until Ink's next frame takes its place away.
      if (cells === undefined || !this.panes.has(pane)) continue;
      cells.clear();
      pane.paint?.(cells);
    }
    this.composeWanted();
    const bytes = diffCells(this.shown, this.wanted, { colour: this.colour });
    if (bytes === '') return '';
    this.painted.frames++;
    this.painted.bytes += bytes.length;
    return PAINT_BEGIN + bytes + PAINT_END;
  }

  private composeWanted(): void {
    this.wanted.chars.fill(ABSENT);
    for (const { at, cells } of this.placed) if (cells !== undefined) this.wanted.blit(cells, at.x, at.y);
    for (const { at, cells } of this.placed) if (cells === undefined) leaveToInk(this.wanted, at);
  }

  private resize(): void {
    // Ink forgets its frame, the screen is cleared, our buffers go, and only then does Ink draw for the new size:
    // a buffer of the old width painted on a narrower terminal would wrap and scroll it.
    this.beforeResize?.();
    if (this.isAlternate) this.terminal.write(CLEAR_ALL);
    this.shown = absentCells(this.columns, this.rows);
    this.wanted = absentCells(this.columns, this.rows);
    this.placed = [];
    this.tracker.restart(this.columns, this.rows);
    this.emit('resize');
  }
}

function absentCells(width: number, height: number): Cells {
  const cells = new Cells(width, height);
  cells.chars.fill(ABSENT);
  return cells;
}

function leaveToInk(cells: Cells, at: Rectangle): void {
  for (let y = Math.max(0, at.y); y < Math.min(cells.height, at.y + at.height); y++) {
    const start = y * cells.width;
    cells.chars.fill(ABSENT, start + Math.max(0, at.x), start + Math.min(cells.width, at.x + at.width));
  }
}
