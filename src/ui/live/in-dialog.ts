/** What a key does while a dialog has the keyboard. */
import { type FaultChoice, sayChoice, withOption, written } from './aim.ts';
import type { Action } from './keys.ts';
import type { Dialog, Facts, Place, Pressed, State } from './state.ts';
import { nextOf, PAGE, round } from './steps.ts';

/** The choices that have every word of the filter in what they are called. */
export function choicesLeft({ choices, filter = '' }: Extract<Dialog, { kind: 'choose' }>): FaultChoice[] {
  return choices.filter((choice) => hasWords(sayChoice(choice), filter));
}

/** The places that have every word of the filter in their names. */
export function placesLeft({ places, filter }: Extract<Dialog, { kind: 'find' }>): Place[] {
  return places.filter(({ name }) => hasWords(name, filter));
}

function hasWords(text: string, filter: string): boolean {
  return filter
    .toLowerCase()
    .split(' ')
    .every((word) => text.toLowerCase().includes(word));
}

/** Longest text a field or the filter takes. */
const LONGEST = 40;

/** How far the keys of a list move; undefined for all others. */
function stepOf(action: Action | undefined): number | undefined {
  switch (action) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'page-up':
      return -PAGE;
    case 'page-down':
      return PAGE;
    default:
      return undefined;
  }
}

/** One goes round, a page stops at the end. */
function moved(at: number, step: number, count: number): number {
  if (count === 0) return at;
  return Math.abs(step) === 1 ? round(at + step, count) : Math.max(0, Math.min(count - 1, at + step));
}

export function scrolled(
  dialog: Extract<Dialog, { kind: 'help' | 'about' | 'stopped' }>,
  action: Action,
): Dialog | undefined {
  const step = stepOf(action);
  return step === undefined ? undefined : { ...dialog, at: Math.max(0, dialog.at + step) };
}

type Choose = Extract<Dialog, { kind: 'choose' }>;

export function chosen(
  state: State,
  dialog: Choose,
  action: Action | undefined,
  key: string,
  facts: Facts,
): State {
  if (action === 'left' || action === 'right') return aimedElsewhere(state, dialog, action, facts);
  return { ...state, dialog: chosenAmong(dialog, action, key) };
}

/** The next one to which anything can be done; what is typed stays, and so does the kind of fault where it can. */
function aimedElsewhere(state: State, dialog: Choose, to: 'left' | 'right', facts: Facts): State {
  const step = to === 'left' ? 'previous' : 'next';
  let target = dialog.target;
  for (let tried = 0; tried < facts.everybody.length; tried++) {
    target = nextOf(target, step, facts.everybody) ?? target;
    const choices = facts.choicesFor(target, dialog.isCure === true);
    if (choices.length === 0) continue;
    const moved = { ...dialog, target, of: facts.nameOf(target), choices };
    const kind = choicesLeft(dialog)[dialog.at]?.kind;
    const at = Math.max(
      0,
      choicesLeft(moved).findIndex((choice) => choice.kind === kind),
    );
    return { ...state, selected: target, dialog: { ...moved, at } };
  }
  return state;
}

function chosenAmong(dialog: Choose, action: Action | undefined, key: string): Dialog | undefined {
  const { filter, ...all } = dialog;
  const left = choicesLeft(dialog);
  const filtered = (text: string): Dialog => ({ ...dialog, filter: text, at: 0 });
  const step = stepOf(action);
  if (step !== undefined) return { ...dialog, at: moved(dialog.at, step, left.length) };
  switch (action) {
    case 'open':
      if (left.length === 0) return dialog;
      return { kind: 'set', from: dialog, choice: left[dialog.at], at: 0, isFresh: true };
    case 'filter':
      return filtered('');
    case 'erase':
      return filter === '' ? { ...all, at: 0 } : filtered((filter ?? '').slice(0, -1));
    case 'clear':
      return filtered('');
    case undefined: {
      const letter = letterOf(key);
      return letter === undefined || (filter ?? '').length >= LONGEST
        ? dialog
        : filtered((filter ?? '') + letter);
    }
    default:
      return filter === undefined ? undefined : { ...all, at: 0 };
  }
}

/** What a key types, if it types anything. */
function letterOf(key: string): string | undefined {
  const letter = key === 'space' ? ' ' : key;
  return [...letter].length === 1 ? letter : undefined;
}

export function set(
  state: State,
  dialog: Extract<Dialog, { kind: 'set' }>,
  action: Action | undefined,
  key: string,
): Pressed {
  const { choice, at } = dialog;
  const { problem: _, ...rest } = dialog;
  const move = (to: number): Pressed => ({
    state: { ...state, dialog: { ...dialog, at: round(to, choice.fields.length), isFresh: true } },
  });
  const change = (value: string): Pressed => {
    const fields = choice.fields.map((field, i) => (i === at ? { ...field, value } : field));
    return { state: { ...state, dialog: { ...rest, choice: { ...choice, fields }, isFresh: false } } };
  };
  const { value, options = [] } = choice.fields[at];
  const other = (step: number): Pressed => {
    if (options.length === 0) return { state };
    const now = options.findIndex((option) => option.value === value);
    const option = options[now < 0 ? 0 : round(now + step, options.length)];
    const dialogWith = { ...rest, choice: withOption(choice, at, option), isFresh: true };
    return { state: { ...state, dialog: dialogWith } };
  };
  switch (action) {
    case 'left':
      return other(-1);
    case 'right':
      return other(1);
    case 'up':
      return move(at - 1);
    case 'down':
      return move(at + 1);
    case 'erase':
      return change(value.slice(0, -1));
    case 'clear':
      return change('');
    case 'open':
      return { state, effect: { kind: 'inject', fault: written(choice) } };
    case 'back':
      return { state: { ...state, dialog: dialog.from } };
    default: {
      const letter = letterOf(key);
      if (letter === undefined || value.length >= LONGEST) return { state };
      return change(dialog.isFresh ? letter : value + letter);
    }
  }
}

export function lifted(state: State, dialog: Extract<Dialog, { kind: 'lift' }>, action: Action): Pressed {
  const step = stepOf(action);
  if (step !== undefined)
    return { state: { ...state, dialog: { ...dialog, at: moved(dialog.at, step, dialog.names.length) } } };
  switch (action) {
    case 'open':
      return {
        state: { ...state, dialog: undefined },
        effect: { kind: 'lift', name: dialog.names[dialog.at] },
      };
    default:
      return { state: { ...state, dialog: undefined } };
  }
}

export function found(
  state: State,
  dialog: Extract<Dialog, { kind: 'find' }>,
  action: Action | undefined,
  key: string,
): State {
  const left = placesLeft(dialog);
  const filtered = (filter: string): State => ({ ...state, dialog: { ...dialog, filter, at: 0 } });
  const step = stepOf(action);
  if (step !== undefined) return { ...state, dialog: { ...dialog, at: moved(dialog.at, step, left.length) } };
  switch (action) {
    case 'open':
      if (left.length === 0) return state;
      return { ...state, dialog: undefined, selected: left[dialog.at].id };
    case 'erase':
      return filtered(dialog.filter.slice(0, -1));
    case 'clear':
      return filtered('');
    case undefined: {
      const letter = letterOf(key);
      return letter === undefined || dialog.filter.length >= LONGEST
        ? state
        : filtered(dialog.filter + letter);
    }
    default:
      return { ...state, dialog: undefined };
  }
}

/** The news: who is meant by one of them is selected. */
export function told(state: State, dialog: Extract<Dialog, { kind: 'news' }>, action: Action): State {
  const step = stepOf(action);
  if (step !== undefined)
    return { ...state, dialog: { ...dialog, at: moved(dialog.at, step, dialog.lines.length) } };
  const node = action === 'open' ? dialog.lines[dialog.at].node : undefined;
  return { ...state, dialog: undefined, selected: node ?? state.selected };
}
