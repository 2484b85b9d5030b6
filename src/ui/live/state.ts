/**
 * What the person at the keyboard has done to the screen. One reducer: a key and a few facts in, the
 * next state and what is to be done to the run out. The run itself lives elsewhere.
 */
import { type FaultChoice, sayChoice, written } from './aim.ts';
import { type Action, actionOf, type Focus } from './keys.ts';
import { REAL_TIME, SPEEDS } from './pace.ts';
import type { WrittenFault } from './session.ts';

export type Dialog =
  | { readonly kind: 'help'; readonly at: number }
  | {
      readonly kind: 'choose';
      readonly of: string;
      readonly choices: readonly FaultChoice[];
      /** Into the choices that the filter leaves. */
      readonly at: number;
      /** What is typed to see fewer of them; undefined while nobody filters. */
      readonly filter?: string;
    }
  | {
      readonly kind: 'set';
      readonly from: Extract<Dialog, { kind: 'choose' }>;
      readonly choice: FaultChoice;
      readonly at: number;
      /** The field still holds what it was given: the first letter replaces it. */
      readonly isFresh: boolean;
      readonly problem?: string;
    }
  | { readonly kind: 'lift'; readonly names: readonly string[]; readonly at: number };

export interface State {
  readonly isPaused: boolean;
  /** Index into SPEEDS. */
  readonly speed: number;
  /** Id of a node of the map. */
  readonly selected: string | undefined;
  /** The selected one is looked at closely. */
  readonly isClose: boolean;
  readonly dialog: Dialog | undefined;
  readonly message: Message | undefined;
}

export interface Message {
  readonly text: string;
  readonly isTrouble: boolean;
}

/** Where a node stands on the screen. */
export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** What the reducer may know of the world. */
export interface Facts {
  readonly spots: readonly Spot[];
  readonly nameOf: (id: string) => string;
  readonly choicesFor: (id: string) => readonly FaultChoice[];
  /** Faults that can be lifted: under way or to come, the latest first. */
  readonly liftable: readonly string[];
  readonly isOver: boolean;
}

export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'step' }
  | { readonly kind: 'window' }
  | { readonly kind: 'inject'; readonly fault: WrittenFault }
  | { readonly kind: 'lift'; readonly name: string }
  | { readonly kind: 'restart'; readonly seed: 'same' | 'next' };

export interface Pressed {
  readonly state: State;
  readonly effect?: Effect;
}

export function firstState(speed = REAL_TIME): State {
  return {
    isPaused: false,
    speed,
    selected: undefined,
    isClose: false,
    dialog: undefined,
    message: undefined,
  };
}

export function focusOf(state: State): Focus {
  const { dialog } = state;
  if (dialog?.kind === 'choose' && dialog.filter !== undefined) return 'filter';
  return dialog?.kind ?? 'watch';
}

/** The choices that have every word of the filter in what they are called. */
export function choicesLeft({ choices, filter = '' }: Extract<Dialog, { kind: 'choose' }>): FaultChoice[] {
  const words = filter
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '');
  return choices.filter((choice) => words.every((word) => sayChoice(choice).toLowerCase().includes(word)));
}

export function press(state: State, key: string, facts: Facts): Pressed {
  const action = actionOf(focusOf(state), key);
  if (action === 'quit') return { state, effect: { kind: 'quit' } };
  const calm = { ...state, message: undefined };
  switch (state.dialog?.kind) {
    case undefined:
      return action === undefined ? { state } : watch(calm, action, facts);
    case 'help':
      return { state: action === undefined ? state : { ...calm, dialog: helped(state.dialog, action) } };
    case 'choose':
      return { state: { ...calm, dialog: chosen(state.dialog, action, key) } };
    case 'set':
      return set(calm, state.dialog, action, key);
    case 'lift':
      return action === undefined ? { state } : lifted(calm, state.dialog, action);
  }
}

/** The run has answered an injection. */
export function injected(
  state: State,
  answer: { readonly name: string } | { readonly problem: string },
): State {
  if ('name' in answer) return say({ ...state, dialog: undefined }, `injected ${answer.name}`);
  if (state.dialog?.kind !== 'set') return say(state, answer.problem, true);
  return { ...state, dialog: { ...state.dialog, problem: answer.problem } };
}

export function say(state: State, text: string, isTrouble = false): State {
  return { ...state, message: { text, isTrouble } };
}

function watch(state: State, action: Action, facts: Facts): Pressed {
  switch (action) {
    case 'toggle':
      if (facts.isOver) return { state: say(state, OVER) };
      return { state: { ...state, isPaused: !state.isPaused } };
    case 'faster':
    case 'slower':
    case 'real-time':
      // Nobody would see it change: the header says that the run is over.
      if (facts.isOver) return { state: say(state, OVER) };
      return { state: { ...state, speed: speedAfter(action, state.speed) } };
    case 'step':
    case 'window':
      if (facts.isOver) return { state: say(state, OVER) };
      return { state: { ...state, isPaused: true }, effect: { kind: action } };
    case 'up':
    case 'down':
    case 'left':
    case 'right':
      return { state: { ...state, selected: neighbourOf(state.selected, action, facts.spots) } };
    case 'next':
    case 'previous':
      return { state: { ...state, selected: nextOf(state.selected, action, facts.spots) } };
    case 'open':
      if (state.selected === undefined) {
        return { state: { ...state, selected: nextOf(undefined, 'next', facts.spots) } };
      }
      return { state: { ...state, isClose: true } };
    case 'back':
      return { state: state.isClose ? { ...state, isClose: false } : { ...state, selected: undefined } };
    case 'inject':
      return { state: aim(state, facts) };
    case 'lift':
      if (facts.liftable.length === 0)
        return { state: say(state, facts.isOver ? OVER : 'no fault is under way or to come') };
      return { state: { ...state, dialog: { kind: 'lift', names: facts.liftable, at: 0 } } };
    case 'restart':
    case 'next-seed':
      return { state, effect: { kind: 'restart', seed: action === 'restart' ? 'same' : 'next' } };
    case 'redraw':
      return { state, effect: { kind: 'redraw' } };
    case 'help':
      return { state: { ...state, dialog: { kind: 'help', at: 0 } } };
    default:
      return { state };
  }
}

function speedAfter(action: 'faster' | 'slower' | 'real-time', speed: number): number {
  if (action === 'real-time') return REAL_TIME;
  return action === 'faster' ? Math.min(SPEEDS.length - 1, speed + 1) : Math.max(0, speed - 1);
}

function aim(state: State, facts: Facts): State {
  if (facts.isOver) return say(state, OVER);
  // Whoever has selected nothing yet begins where Tab would.
  const selected = state.selected ?? nextOf(undefined, 'next', facts.spots);
  if (selected === undefined) return state;
  const choices = facts.choicesFor(selected);
  const of = facts.nameOf(selected);
  if (choices.length === 0) return say({ ...state, selected }, `no fault can be aimed at ${of}`);
  return { ...state, selected, dialog: { kind: 'choose', of, choices, at: 0 } };
}

/** Longest text a field or the filter takes. */
const LONGEST = 40;

const OVER = 'over: r starts again, q quits';

const within = (at: number, count: number): number => (at + count) % count;

function helped(dialog: Extract<Dialog, { kind: 'help' }>, action: Action): Dialog | undefined {
  if (action === 'back') return undefined;
  return { ...dialog, at: Math.max(0, dialog.at + (action === 'up' ? -1 : 1)) };
}

function chosen(
  dialog: Extract<Dialog, { kind: 'choose' }>,
  action: Action | undefined,
  key: string,
): Dialog | undefined {
  const { filter, ...all } = dialog;
  const left = choicesLeft(dialog);
  const filtered = (text: string): Dialog => ({ ...dialog, filter: text, at: 0 });
  switch (action) {
    case 'up':
    case 'down':
      if (left.length === 0) return dialog;
      return { ...dialog, at: within(dialog.at + (action === 'up' ? -1 : 1), left.length) };
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
      const letter = key === 'space' ? ' ' : key;
      if ([...letter].length !== 1 || (filter ?? '').length >= LONGEST) return dialog;
      return filtered((filter ?? '') + letter);
    }
    default:
      return filter === undefined ? undefined : { ...all, at: 0 };
  }
}

function set(
  state: State,
  dialog: Extract<Dialog, { kind: 'set' }>,
  action: Action | undefined,
  key: string,
): Pressed {
  const { choice, at } = dialog;
  const { problem: _, ...rest } = dialog;
  const move = (to: number): Pressed => ({
    state: { ...state, dialog: { ...dialog, at: within(to, choice.fields.length), isFresh: true } },
  });
  const change = (value: string): Pressed => {
    const fields = choice.fields.map((field, i) => (i === at ? { ...field, value } : field));
    return { state: { ...state, dialog: { ...rest, choice: { ...choice, fields }, isFresh: false } } };
  };
  const { value } = choice.fields[at];
  switch (action) {
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
      const letter = key === 'space' ? ' ' : key;
      if ([...letter].length !== 1 || value.length >= LONGEST) return { state };
      return change(dialog.isFresh ? letter : value + letter);
    }
  }
}

function lifted(state: State, dialog: Extract<Dialog, { kind: 'lift' }>, action: Action): Pressed {
  switch (action) {
    case 'up':
    case 'down': {
      const at = within(dialog.at + (action === 'up' ? -1 : 1), dialog.names.length);
      return { state: { ...state, dialog: { ...dialog, at } } };
    }
    case 'open':
      return {
        state: { ...state, dialog: undefined },
        effect: { kind: 'lift', name: dialog.names[dialog.at] },
      };
    default:
      return { state: { ...state, dialog: undefined } };
  }
}

/** Across a row or a column counts for less than along the way one is going. */
const ASIDE = 3;

/** The nearest node in a direction; rows are twice as far apart as columns. */
export function neighbourOf(
  selected: string | undefined,
  direction: 'up' | 'down' | 'left' | 'right',
  spots: readonly Spot[],
): string | undefined {
  const here = spots.find(({ id }) => id === selected);
  if (here === undefined) return nextOf(undefined, 'next', spots);
  let best = here.id;
  let least = Number.POSITIVE_INFINITY;
  for (const spot of spots) {
    const across = spot.x - here.x;
    const down = (spot.y - here.y) * 2;
    const [along, aside] =
      direction === 'left'
        ? [-across, down]
        : direction === 'right'
          ? [across, down]
          : direction === 'up'
            ? [-down, across]
            : [down, across];
    if (along <= 0) continue;
    const distance = along + ASIDE * Math.abs(aside);
    if (distance < least) {
      least = distance;
      best = spot.id;
    }
  }
  return best;
}

/** In reading order, column by column as calls flow, and round again. */
function nextOf(
  selected: string | undefined,
  to: 'next' | 'previous',
  spots: readonly Spot[],
): string | undefined {
  if (spots.length === 0) return undefined;
  const order = [...spots].sort((a, b) => a.x - b.x || a.y - b.y);
  const at = order.findIndex(({ id }) => id === selected);
  if (at < 0) return order[to === 'next' ? 0 : order.length - 1].id;
  return order[within(at + (to === 'next' ? 1 : -1), order.length)].id;
}
