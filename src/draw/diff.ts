/**
 * From what the terminal shows to what it should show, in few bytes: cursor moves, style switches, text.
 * The caller frames the result (save cursor, autowrap off … restore), so that it can join several of them.
 */
import { ABSENT, type Cells, WIDE_TAIL } from './cells.ts';
import type { Colour } from './palette.ts';
import { STYLE, sgr } from './tone.ts';

const SPACE = 0x20;
/** Writing a few unchanged cells again is shorter than jumping over them (`CSI n C` takes four bytes). */
const SHORTEST_JUMP = 4;
/** From this many blanks on, `CSI n X` (erase in place) is shorter. */
const LONG_BLANK = 8;

export type DiffOptions = {
  readonly colour: Colour;
  /** `blanks` only wipes cells that are no longer wanted, and paints nothing new. Default: everything. */
  readonly only?: 'blanks';
};

/**
 * The bytes that turn `shown` into `wanted`, both of one size; `shown` is updated to match.
 * ABSENT in `shown` is a cell of unknown content: it is painted when wanted. ABSENT in `wanted` is a cell
 * that is not ours: it is wiped once if we had painted it, and left alone otherwise. '' when nothing changed.
 */
export function diffCells(shown: Cells, wanted: Cells, options: DiffOptions): string {
  const { width, height } = wanted;
  const before = shown.chars;
  const beforeStyles = shown.styles;
  const after = wanted.chars;
  const afterStyles = wanted.styles;
  let out = '';
  let penStyle = -1;
  let penX = -1;
  let penY = -1;

  const moveTo = (x: number, y: number): void => {
    if (penX === x && penY === y) return;
    out += penY === y && x > penX && penX >= 0 ? `\u001b[${x - penX}C` : `\u001b[${y + 1};${x + 1}H`;
    penX = x;
    penY = y;
  };
  const setStyle = (style: number): void => {
    if (style === penStyle) return;
    out += sgr(style, options.colour);
    penStyle = style;
  };
  const isBlank = (at: number): boolean => {
    const code = after[at];
    return (code === ABSENT || code === SPACE) && (code === ABSENT || afterStyles[at] === STYLE.plain);
  };
  const isDue = (at: number): boolean => {
    const code = after[at];
    if (code === ABSENT)
      return before[at] !== ABSENT && !(before[at] === SPACE && beforeStyles[at] === STYLE.plain);
    if (options.only === 'blanks') return false;
    return code !== before[at] || afterStyles[at] !== beforeStyles[at];
  };

  for (let y = 0; y < height; y++) {
    const rowEnd = (y + 1) * width;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (!isDue(at)) {
        if (after[at] === ABSENT) before[at] = ABSENT;
        continue;
      }
      let first = x;
      // A change to the right half of a wide character repaints the whole character.
      if (after[at] === WIDE_TAIL && first > 0) first--;
      if (!options.only && penY === y && penX >= 0 && first > penX && first - penX < SHORTEST_JUMP) {
        for (let gap = penX; gap < first; gap++) {
          const code = after[y * width + gap];
          if (code === ABSENT || code === WIDE_TAIL || afterStyles[y * width + gap] !== penStyle) break;
          out += String.fromCodePoint(code);
          penX++;
        }
      }
      moveTo(first, y);
      if (isBlank(at)) {
        let end = at;
        while (end < rowEnd && isBlank(end) && isDue(end)) end++;
        if (end - at >= LONG_BLANK) {
          setStyle(STYLE.plain);
          out += `\u001b[${end - at}X`;
          for (let cell = at; cell < end; cell++) remember(cell);
          x += end - at - 1;
          continue;
        }
      }
      const from = y * width + first;
      const code = after[from];
      setStyle(code === ABSENT ? STYLE.plain : afterStyles[from]);
      out += code === ABSENT ? ' ' : String.fromCodePoint(code);
      remember(from);
      penX++;
      if (first + 1 < width && after[from + 1] === WIDE_TAIL) {
        remember(from + 1);
        penX++;
        x = first + 1;
      }
    }
  }
  return penStyle > 0 ? `${out}\u001b[0m` : out;

  function remember(at: number): void {
    before[at] = after[at];
    beforeStyles[at] = afterStyles[at];
  }
}

/** One row as text with styles, trailing blanks cut: for a reader that takes lines instead of cells. */
export function rowAnsi(cells: Cells, y: number, colour: Colour): string {
  let end = cells.width;
  const start = y * cells.width;
  while (end > 0 && cells.chars[start + end - 1] === SPACE && cells.styles[start + end - 1] === STYLE.plain)
    end--;
  let out = '';
  let pen: number = STYLE.plain;
  for (let x = 0; x < end; x++) {
    const code = cells.chars[start + x];
    if (code === WIDE_TAIL) continue;
    const style = cells.styles[start + x];
    if (style !== pen) out += sgr(style, colour);
    pen = style;
    out += code === ABSENT ? ' ' : String.fromCodePoint(code);
  }
  return pen === STYLE.plain ? out : `${out}${sgr(STYLE.plain, colour)}`;
}
