/** What stands in a dialog, as lines of text: the pane that shows them only frames them. */

import { printable } from '../../base/printable.ts';
import { fitText, textColumns } from '../../draw/index.ts';
import { sayChoice } from './aim.ts';
import { asciiArrows, asciiText, glyphOf, HEALTH, OPEN, STAGE, STANDING } from './glyphs.ts';
import { choicesLeft, placesLeft } from './in-dialog.ts';
import { type Binding, KEYS } from './keys.ts';
import type { Dialog } from './state.ts';

export interface DialogLine {
  readonly text: string;
  readonly look: 'plain' | 'dim' | 'strong' | 'selected' | 'trouble';
}

export interface DialogText {
  readonly title: string;
  readonly lines: readonly DialogLine[];
  /** Columns the lines need. */
  readonly width: number;
}

export interface DialogSpace {
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
}

/** Longer lines than this are not read, they are searched. */
const WIDEST = 96;

/** What is left of a terminal inside of a dialog's frame, with its title and the footer. */
export function dialogSpace(columns: number, rows: number, ascii: boolean): DialogSpace {
  return { columns: Math.min(WIDEST, columns - 4), rows: rows - 4, ascii };
}

const line = (text: string, look: DialogLine['look'] = 'plain'): DialogLine => ({ text, look });

/** The lines that fit `rows`, with the one that matters among them; `note` will stand beside the title. */
export function dialogText(dialog: Dialog, space: DialogSpace, note = ''): DialogText {
  const {
    title,
    lines: said,
    at,
    foot: below = [],
    most = space.rows,
  } = everything(dialog, space.columns, space.ascii);
  const readable = (all: readonly DialogLine[]): readonly DialogLine[] =>
    space.ascii ? all.map((each) => ({ ...each, text: asciiText(each.text) })) : all;
  const [lines, foot] = [readable(said), readable(below)];
  const rows = Math.max(1, Math.min(most, space.rows - foot.length));
  const last = Math.max(0, lines.length - rows);
  const isRead = isReadOnly(dialog);
  const first = isRead ? Math.min(at, last) : Math.max(0, Math.min(last, at - rows + 2));
  const shown = lines.slice(first, first + rows);
  const more = lines.length > rows ? `  ${first + 1}-${first + shown.length} of ${lines.length}` : '';
  const head = `${title}${more}`;
  const width = Math.max(
    textColumns(head) + textColumns(note) + 2,
    ...[...lines, ...foot].map(({ text }) => textColumns(text)),
  );
  return { title: head, lines: [...shown, ...foot], width: Math.min(space.columns, width) };
}

/** Nothing is selected in it: keys scroll. */
export function isReadOnly({ kind }: Dialog): boolean {
  return kind === 'help' || kind === 'about' || kind === 'stopped';
}

/** The last row from which something to read can be shown, so that scrolling does not run on out of sight. */
export function readEnd(dialog: Dialog, space: DialogSpace): number {
  return Math.max(0, everything(dialog, space.columns, space.ascii).lines.length - space.rows);
}

function everything(
  dialog: Dialog,
  columns: number,
  ascii: boolean,
): { title: string; lines: DialogLine[]; at: number; foot?: DialogLine[]; most?: number } {
  switch (dialog.kind) {
    case 'help':
      return { title: 'help', lines: helpLines(columns, ascii), at: dialog.at };
    case 'about':
    case 'stopped':
      return { title: dialog.kind, lines: aboutLines(dialog.paragraphs, columns), at: dialog.at };
    case 'choose': {
      const left = choicesLeft(dialog);
      const names = left.map(sayChoice);
      // As wide as it is with all of them, so that the pane stands still while somebody types.
      const widest = Math.max(...dialog.choices.map((choice) => textColumns(sayChoice(choice))));
      const room = columns - widest - 5;
      const lines = left.map(({ sentence }, index) => {
        const mark = index === dialog.at ? (ascii ? '>' : '▸') : ' ';
        const told = room >= 20 ? `  ${fitText(sentence, room, ascii)}` : '';
        return line(
          `${mark} ${padTo(names[index], widest)}${told}`,
          index === dialog.at ? 'selected' : 'plain',
        );
      });
      const { filter } = dialog;
      if (left.length === 0) lines.push(line('  none has that in its name; Esc shows all', 'dim'));
      const cursor = ascii ? '_' : '▏';
      const typed = filter === undefined ? '' : `  /${fitText(filter, 20, ascii)}${cursor}`;
      const title = `a ${dialog.isCure ? 'cure' : 'fault'} for ${dialog.of}${typed}`;
      if (dialog.choices.every(({ sentence }) => textColumns(sentence) <= room))
        return { title, lines, at: dialog.at };
      const sentence = wrap(left[dialog.at]?.sentence ?? '', columns).slice(0, SENTENCE_ROWS);
      while (sentence.length < SENTENCE_ROWS) sentence.push('');
      const foot = [line(''), ...sentence.map((text) => line(text, 'dim'))];
      return { title, lines, at: dialog.at, foot };
    }
    case 'find': {
      const left = placesLeft(dialog);
      const widest = Math.max(...dialog.places.map(({ name }) => textColumns(name)));
      const lines = left.map(({ name, told }, index) => {
        const mark = index === dialog.at ? (ascii ? '>' : '▸') : ' ';
        return line(`${mark} ${padTo(name, widest)}  ${told}`, index === dialog.at ? 'selected' : 'plain');
      });
      // As high as with all of them, so that the pane stands still while somebody types.
      while (lines.length < Math.min(FOUND_ROWS, dialog.places.length)) lines.push(line(''));
      return {
        title: `find  /${fitText(dialog.filter, 20, ascii)}${ascii ? '_' : '▏'}`,
        lines,
        at: dialog.at,
        most: FOUND_ROWS,
      };
    }
    case 'news': {
      const { lines, at } = dialog;
      const widest = (of: 'when' | 'what'): number => Math.max(...lines.map((each) => textColumns(each[of])));
      const [when, what] = [widest('when'), Math.min(widest('what'), Math.max(12, columns - 36))];
      return {
        title: 'news, the latest first',
        lines: lines.map((each, index) => {
          const mark = index === at ? (ascii ? '>' : '▸') : ' ';
          const said = `${mark} ${padTo(each.when, when)}  ${padTo(fitText(each.what, what, ascii), what)}  `;
          const where = fitText(each.where, columns - textColumns(said), ascii);
          return line(said + where, index === at ? 'selected' : 'plain');
        }),
        at,
        most: NEWS_ROWS,
      };
    }
    case 'set': {
      const { choice } = dialog;
      const fields = fieldLines(dialog, columns, ascii);
      const problem = dialog.problem === undefined ? [] : wrap(printable(dialog.problem), columns - 2);
      return {
        title: sayChoice(choice),
        lines: [
          ...wrap(choice.sentence, Math.min(columns - 2, 70)).map((text) => line(text, 'dim')),
          line(''),
          ...fields.lines,
          ...problem.map((text) => line(text, 'trouble')),
        ],
        at: problem.length > 0 ? Number.POSITIVE_INFINITY : dialog.at + 3,
        foot: fields.foot,
      };
    }
    case 'lift':
      return {
        title: 'lift a fault: it ends now, for good',
        lines: dialog.names.map((name, index) =>
          line(
            `${index === dialog.at ? (ascii ? '>' : '▸') : ' '} ${printable(name)}`,
            index === dialog.at ? 'selected' : 'plain',
          ),
        ),
        at: dialog.at,
      };
  }
}

/** The fields of a fault; below them all of what is said about the one the cursor is in, if it does not fit beside it. */
function fieldLines(
  { choice, at }: Extract<Dialog, { kind: 'set' }>,
  columns: number,
  ascii: boolean,
): { lines: DialogLine[]; foot: DialogLine[] } {
  const widest = Math.max(...choice.fields.map(({ name }) => name.length));
  const told = choice.fields.map(({ name, value, options }, index) => {
    const isAt = index === at;
    const cursor = isAt ? (ascii ? '_' : '▏') : '';
    const mark = isAt ? (ascii ? '>' : '▸') : ' ';
    const [before, after] = options === undefined ? ['', ''] : ascii ? ['< ', ' >'] : ['◂ ', ' ▸'];
    const typed = `${before}${value}${cursor}${after}`;
    return `${mark} ${padTo(name, widest)}  ${padTo(typed, 12)} `;
  });
  const hints = choice.fields.map(({ value, hint, options }) => {
    const option = options?.find((each) => each.value === value);
    return option === undefined ? hint : option.hint;
  });
  const lines = told.map((text, index) =>
    line(
      text + fitText(hints[index], columns - textColumns(text) - 1, ascii),
      index === at ? 'selected' : 'plain',
    ),
  );
  if (told.every((text, index) => textColumns(text + choice.fields[index].hint) < columns))
    return { lines, foot: [] };
  const whole = choice.fields.map(({ hint }) => wrap(hint, columns - 2));
  // As high as the longest, so that the pane stands still while the cursor moves.
  const rows = Math.min(HINT_ROWS, Math.max(...whole.map(({ length }) => length)));
  const shown = [...whole[at], ...Array(rows).fill('')].slice(0, rows);
  return { lines, foot: [line(''), ...shown.map((text) => line(text, 'dim'))] };
}

/** Kept below the fields for what is said of the one the cursor is in. */
const HINT_ROWS = 6;

const padTo = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - textColumns(text)));

/** More at once would only hide the map; letters leave fewer. */
const FOUND_ROWS = 12;

/** The latest are what one looks for, and the map stays to be seen around them. */
const NEWS_ROWS = 14;

/** Kept below the faults for what the one pointed at does. */
const SENTENCE_ROWS = 3;

/** The title and the question stand out; what is told is set anew in the columns there are. */
function aboutLines(paragraphs: readonly string[], columns: number): DialogLine[] {
  const width = Math.min(columns, ABOUT_WIDEST);
  return paragraphs.flatMap((paragraph, index) => [
    ...(index === 0 ? [] : [line('')]),
    ...wrap(printable(paragraph).replaceAll(/ +/g, ' ').trim(), width).map((text) =>
      line(text, index === 0 ? 'strong' : 'plain'),
    ),
  ]);
}

/** Longer lines are hard to read. */
const ABOUT_WIDEST = 76;

/** All keys, from the tables that dispatch them, and what the signs mean. */
function helpLines(columns: number, ascii: boolean): DialogLine[] {
  const shown = (text: string): string => (ascii ? asciiArrows(text) : text);
  const say = ({ shown: keys, sentence }: Binding): string => `${shown(keys).padEnd(9)} ${sentence}`;
  const watch = KEYS.watch.filter(({ sentence }) => sentence !== undefined).map(say);
  const half = Math.ceil(watch.length / 2);
  const widest = Math.max(...watch.slice(0, half).map((text) => text.length));
  const isDouble = columns >= widest + 2 + Math.max(...watch.slice(half).map((text) => text.length));
  const keys = isDouble
    ? Array.from({ length: half }, (_, i) =>
        `${watch[i].padEnd(widest + 2)}${watch[half + i] ?? ''}`.trimEnd(),
      )
    : watch;
  const signs = Object.values(HEALTH).map((mark) => `${glyphOf(mark, ascii)} ${mark.means}`);
  const standings = Object.values(STANDING).map((mark) => `${glyphOf(mark, ascii)} ${mark.means}`);
  const stages = Object.values(STAGE).map((mark) => `${glyphOf(mark, ascii)} ${mark.means}`);
  const arrows = ascii ? '-> waits for the answer · ) does not' : '▶ waits for the answer · ▷ does not';
  const most = ascii ? 'x' : '✕';
  const words = [
    `faults  ${stages.join(' · ')}  replicas  ${standings.join(' · ')}`,
    `lines   ${arrows} · attempts/s · + more attempts than calls · ! some calls fail · ${most} most do · ${glyphOf(OPEN, ascii)} ${OPEN.means}`,
    'boxes   attempts/s, slots in use, q waiting, ! not answered well, p99 there',
    'signs   3/10 ejected, out: callers avoid them · panic: they ask all again · shed, refused: turned away · drain: nobody new · 4 not 2 in service',
    `table   calls/s that ended ${ascii ? 'x' : '×'} tries = attempts/s · p99 and fail of calls`,
    'chart   g in time and right · t answered at all · a with retries anywhere',
  ];
  return [
    ...keys.map((text) => line(text)),
    ...pack(signs, columns - 10).map((text, index) =>
      line(`${index === 0 ? 'health  ' : '        '}${text}`),
    ),
    ...words.flatMap((text) => wrap(text, columns).map((each) => line(each))),
  ];
}

/** Texts side by side, as many to a line as fit. */
function pack(texts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const last = lines[lines.length - 1];
    if (last !== undefined && textColumns(last) + textColumns(text) + 3 <= columns)
      lines[lines.length - 1] = `${last} · ${text}`;
    else lines.push(text);
  }
  return lines;
}

/** Lines of so many columns at most, the later ones as far in as the first one's text; words longer than that are cut. */
function wrap(text: string, columns: number): string[] {
  const wished = /^\S* {3,}|^ */.exec(text)?.[0].length ?? 0;
  const indent = Math.min(wished, columns >> 1);
  const lines: string[] = [];
  let rest = text;
  while (textColumns(rest) > columns) {
    const most = lettersIn(rest, columns);
    // A blank just behind the last letter that fits will do.
    const blank = rest.lastIndexOf(' ', most);
    const at = blank > indent ? blank : most;
    lines.push(rest.slice(0, at));
    rest = ' '.repeat(indent) + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

/** How much of a text, as an index, so many columns take; one letter at least, or nothing would ever be done. */
function lettersIn(text: string, columns: number): number {
  let at = 0;
  let used = 0;
  for (const letter of text) {
    used += textColumns(letter);
    if (used > columns && at > 0) break;
    at += letter.length;
  }
  return at;
}
