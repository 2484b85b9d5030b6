/**
 * What the person at the keyboard has done to the screen. One reducer: a key and a few facts in, the
 * next state and what is to be done to the run out. The run itself lives elsewhere.
 */
import type { FaultChoice } from './aim.ts';
import { chosen, found, lifted, scrolled, set, told } from './in-dialog.ts';
import { type Action, actionOf, type Focus } from './keys.ts';
import type { NewsLine } from './news.ts';
import { REAL_TIME, SPEEDS } from './pace.ts';
import type { WrittenFault } from './session.ts';
import { neighbourOf, nextOf, PAGE, pageOf, round, type Spot } from './steps.ts';

export type Dialog =
  | { readonly kind: 'help'; readonly at: number }
  /** What the scenario tells about itself; why the run had to stop. The first paragraph stands out. */
  | {
      readonly kind: 'about' | 'stopped';
      readonly at: number;
      readonly paragraphs: readonly string[];
    }
  | {
      readonly kind: 'choose';
      /** Id and name of the node aimed at. */
      readonly target: string;
      readonly of: string;
      readonly choices: readonly FaultChoice[];
      /** Only what operators do is among them. */
      readonly isCure?: boolean;
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
  | { readonly kind: 'news'; readonly lines: readonly NewsLine[]; readonly at: number }
  | { readonly kind: 'lift'; readonly names: readonly string[]; readonly at: number }
  | {
      readonly kind: 'find';
      readonly places: readonly Place[];
      /** Into the places that the letters leave. */
      readonly at: number;
      readonly filter: string;
    };

/** A node of the map, to be found by its name. */
export interface Place {
  readonly id: string;
  readonly name: string;
  /** What it is, and how it fares. */
  readonly told: string;
}

export interface State {
  readonly isPaused: boolean;
  /** Index into SPEEDS. */
  readonly speed: number;
  /** Id of a node of the map. */
  readonly selected: string | undefined;
  /** What stands where the map can stand. */
  readonly view: 'map' | 'list';
  /** The selected one is looked at closely. */
  readonly isClose: boolean;
  readonly dialog: Dialog | undefined;
  readonly message: Message | undefined;
}

export interface Message {
  readonly text: string;
  readonly isTrouble: boolean;
}

/** What the reducer may know of the world. */
export interface Facts {
  /** Who is drawn where. */
  readonly spots: readonly Spot[];
  /** The same of all there are, whether they are drawn or not. */
  readonly everybody: readonly Spot[];
  readonly nameOf: (id: string) => string;
  /** Services and queues that are not well; first those with which it begins. */
  readonly troubled: readonly string[];
  readonly firstService: string | undefined;
  /** Of the callers or callees of a node the one to look at first. */
  readonly alongCalls: (id: string, to: 'callers' | 'callees') => string | undefined;
  /** What the scenario tells about itself: its title first. */
  readonly about: readonly string[];
  readonly places: () => readonly Place[];
  /** What has happened, the latest first. */
  readonly news: () => readonly NewsLine[];
  readonly choicesFor: (id: string, isCure: boolean) => readonly FaultChoice[];
  /** Faults that can be lifted: under way or to come, the latest first. */
  readonly liftable: readonly string[];
  readonly isOver: boolean;
}

export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'suspend' }
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
    view: 'map',
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

export function press(state: State, key: string, facts: Facts): Pressed {
  const action = actionOf(focusOf(state), key);
  if (action === 'quit') return { state, effect: { kind: 'quit' } };
  if (action === 'suspend') return { state, effect: { kind: 'suspend' } };
  const calm = { ...state, message: undefined };
  switch (state.dialog?.kind) {
    case undefined:
      return action === undefined ? { state } : watch(calm, action, facts);
    case 'help':
    case 'about':
      return { state: action === undefined ? state : { ...calm, dialog: scrolled(state.dialog, action) } };
    case 'stopped':
      if (action === 'restart' || action === 'next-seed')
        return watch({ ...calm, dialog: undefined }, action, facts);
      return { state: action === undefined ? state : { ...calm, dialog: scrolled(state.dialog, action) } };
    case 'choose':
      return { state: chosen(calm, state.dialog, action, key, facts) };
    case 'find':
      return { state: found(calm, state.dialog, action, key) };
    case 'set':
      return set(calm, state.dialog, action, key);
    case 'news':
      return { state: action === undefined ? state : told(calm, state.dialog, action) };
    case 'lift':
      return action === undefined ? { state } : lifted(calm, state.dialog, action);
  }
}

/** The run has answered an injection. */
export function injected(
  state: State,
  answer: { readonly name: string } | { readonly problem: string },
): State {
  const { dialog } = state;
  if ('name' in answer) {
    const verb = dialog?.kind === 'set' && dialog.from.isCure === true ? 'began' : 'injected';
    return say({ ...state, dialog: undefined }, `${verb} ${answer.name}`);
  }
  if (dialog?.kind !== 'set') return say(state, answer.problem, true);
  return { ...state, dialog: { ...dialog, problem: answer.problem } };
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
    case 'right': {
      // A list has no left and no right, but its rows call each other.
      if (state.view === 'list' && state.selected !== undefined) {
        const near = facts.alongCalls(state.selected, action === 'left' ? 'callers' : 'callees');
        return { state: { ...state, selected: near ?? state.selected } };
      }
      return { state: { ...state, selected: neighbourOf(state.selected, action, facts.spots) } };
    }
    case 'next':
    case 'previous':
      return { state: { ...state, selected: nextOf(state.selected, action, facts.everybody) } };
    case 'first':
    case 'last':
      return {
        state: {
          ...state,
          selected: nextOf(undefined, action === 'first' ? 'next' : 'previous', facts.everybody),
        },
      };
    case 'page-up':
    case 'page-down': {
      const step = action === 'page-up' ? -PAGE : PAGE;
      return { state: { ...state, selected: pageOf(state.selected, step, facts.everybody) } };
    }
    case 'worst': {
      const { troubled } = facts;
      if (troubled.length === 0) return { state: say(state, 'nobody is in trouble') };
      const at = troubled.indexOf(state.selected ?? '');
      return { state: { ...state, selected: troubled[round(at + 1, troubled.length)] } };
    }
    case 'view':
      return { state: { ...state, view: state.view === 'map' ? 'list' : 'map' } };
    case 'find':
      return { state: { ...state, dialog: { kind: 'find', places: facts.places(), at: 0, filter: '' } } };
    case 'open':
      if (state.selected === undefined) {
        return { state: { ...state, selected: facts.troubled[0] ?? facts.firstService } };
      }
      return { state: { ...state, isClose: true } };
    case 'back':
      if (state.isClose) return { state: { ...state, isClose: false } };
      if (state.selected !== undefined) return { state: { ...state, selected: undefined } };
      return { state: { ...state, view: 'map' } };
    case 'inject':
    case 'cure':
      return { state: aim(state, facts, action === 'cure') };
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
    case 'news': {
      const lines = facts.news();
      if (lines.length === 0) return { state: say(state, 'nothing has happened yet') };
      return { state: { ...state, dialog: { kind: 'news', lines, at: 0 } } };
    }
    case 'about':
      return { state: { ...state, dialog: { kind: 'about', at: 0, paragraphs: facts.about } } };
    default:
      return { state };
  }
}

function speedAfter(action: 'faster' | 'slower' | 'real-time', speed: number): number {
  if (action === 'real-time') return REAL_TIME;
  return action === 'faster' ? Math.min(SPEEDS.length - 1, speed + 1) : Math.max(0, speed - 1);
}

function aim(state: State, facts: Facts, isCure: boolean): State {
  if (facts.isOver) return say(state, OVER);
  // Who has selected nothing yet means the one that hurts, or else the door.
  const target = state.selected ?? facts.troubled[0] ?? facts.firstService;
  if (target === undefined) return state;
  const choices = facts.choicesFor(target, isCure);
  const of = facts.nameOf(target);
  if (choices.length === 0)
    return say(
      { ...state, selected: target },
      `no ${isCure ? 'cure' : 'fault'} can be aimed at ${of}: select another`,
      true,
    );
  return { ...state, selected: target, dialog: { kind: 'choose', target, of, choices, isCure, at: 0 } };
}

const OVER = 'over: r starts again, q quits';
