/** What keys do to the screen. The run is not here: only what is asked of it. */
import { expect, test } from 'vitest';
import type { FaultChoice } from '../../../src/ui/live/aim.ts';
import { choicesLeft } from '../../../src/ui/live/in-dialog.ts';
import { SPEEDS } from '../../../src/ui/live/pace.ts';
import {
  type Effect,
  type Facts,
  firstState,
  injected,
  press,
  type State,
} from '../../../src/ui/live/state.ts';

const slow: FaultChoice = {
  kind: 'slow',
  target: 'orders',
  sentence: 'Work takes this many times longer.',
  fields: [
    { name: 'factor', value: '10', hint: '' },
    { name: 'for', value: '', hint: '' },
  ],
};
const crash: FaultChoice = {
  kind: 'crash',
  target: 'orders',
  sentence: '',
  fields: [{ name: 'for', value: '', hint: '' }],
};

/** shoppers -> web -> orders, and payments below orders. */
const spots = [
  { id: 'shoppers', x: 0, y: 2 },
  { id: 'web', x: 20, y: 2 },
  { id: 'orders', x: 40, y: 2 },
  { id: 'payments', x: 40, y: 8 },
];
const facts: Facts = {
  spots,
  everybody: spots,
  nameOf: (id) => id,
  troubled: [],
  firstService: 'web',
  alongCalls: (_, to) => (to === 'callers' ? 'shoppers' : undefined),
  about: ['The shop', 'Why?'],
  places: () => [],
  news: () => [],
  choicesFor: () => [crash, slow],
  liftable: ['slow-orders', 'crash-web'],
  isOver: false,
};

function after(
  keys: string,
  from: State = firstState(),
  world: Facts = facts,
): { state: State; effects: Effect[] } {
  let state = from;
  const effects: Effect[] = [];
  for (const key of keys.split(' ')) {
    const pressed = press(state, key, world);
    state = pressed.state;
    if (pressed.effect !== undefined) effects.push(pressed.effect);
  }
  return { state, effects };
}

test('space pauses and runs again', () => {
  expect(after('space').state.isPaused).toBe(true);
  expect(after('space space').state.isPaused).toBe(false);
});

test('the speed has a top, a bottom and a way back to real time', () => {
  const many = (key: string) => Array(40).fill(key).join(' ');
  expect(SPEEDS[after(many('+')).state.speed]).toBe(Number.POSITIVE_INFINITY);
  expect(SPEEDS[after(many('-')).state.speed]).toBe(0.1);
  expect(SPEEDS[after(`${many('+')} 0`).state.speed]).toBe(1);
});

test('a step pauses first', () => {
  expect(after('.')).toMatchObject({ state: { isPaused: true }, effects: [{ kind: 'step' }] });
  expect(after('>')).toMatchObject({ state: { isPaused: true }, effects: [{ kind: 'window' }] });
});

test.each([
  ['tab', 'shoppers'],
  ['tab tab tab', 'orders'],
  ['tab tab tab tab tab', 'shoppers'],
  ['shift+tab', 'payments'],
  ['tab right right down', 'payments'],
  ['tab l l j k h', 'web'],
  ['tab left', 'shoppers'],
])('%s selects %s', (keys, selected) => {
  expect(after(keys).state.selected).toBe(selected);
});

test('Enter looks closer, Esc goes back one step at a time and never quits', () => {
  expect(after('tab return').state.isClose).toBe(true);
  expect(after('tab return escape').state).toMatchObject({ isClose: false, selected: 'shoppers' });
  expect(after('tab return escape escape').state.selected).toBeUndefined();
  expect(after('escape escape escape').effects).toEqual([]);
});

test('a fault is chosen, set and injected', () => {
  const { state, effects } = after('tab f down return 3 down 2 0 s return');
  expect(effects).toEqual([{ kind: 'inject', fault: { slow: 'orders', factor: 3, for: '20s' } }]);
  expect(state.dialog?.kind).toBe('set');
  expect(injected(state, { name: 'slow-orders' })).toMatchObject({
    dialog: undefined,
    message: { text: 'injected slow-orders' },
  });
});

test('the first letter replaces what a field was given, the next ones add to it', () => {
  const field = (keys: string) => {
    const { dialog } = after(`tab f down return ${keys}`).state;
    return dialog?.kind === 'set' ? dialog.choice.fields[0].value : undefined;
  };
  expect(field('2 5')).toBe('25');
  expect(field('backspace')).toBe('1');
  expect(field('backspace 5')).toBe('15');
  expect(field('ctrl+u 7')).toBe('7');
});

test('in a field q and f are letters, and Ctrl-C still quits', () => {
  const { state, effects } = after('tab f return q f');
  expect(effects).toEqual([]);
  expect(state.dialog).toMatchObject({ choice: { fields: [{ value: 'qf' }] } });
  expect(after('tab f return ctrl+c').effects).toEqual([{ kind: 'quit' }]);
});

test('what is wrong with a fault is said in its dialog, and goes away when it is mended', () => {
  const { state } = after('tab f return x return');
  const told = injected(state, { problem: 'x is not a duration' });
  expect(told.dialog).toMatchObject({ kind: 'set', problem: 'x is not a duration' });
  expect(after('backspace', told).state.dialog).not.toHaveProperty('problem');
});

test('Esc leads from the fields to the choice and from there to the screen', () => {
  expect(after('tab f down return escape').state.dialog).toMatchObject({ kind: 'choose', at: 1 });
  expect(after('tab f down return escape escape').state.dialog).toBeUndefined();
});

test('without a selection f aims at the one with which trouble begins, or else at the first service', () => {
  expect(after('f').state).toMatchObject({ selected: 'web', dialog: { kind: 'choose', of: 'web', at: 0 } });
  const hurt = { ...facts, troubled: ['payments', 'orders'] };
  expect(after('f', firstState(), hurt).state).toMatchObject({
    selected: 'payments',
    dialog: { of: 'payments' },
  });
  const { state } = after('f', firstState(), { ...facts, choicesFor: () => [] });
  expect(state).toMatchObject({ selected: 'web', dialog: undefined });
  expect(state.message?.text).toContain('no fault can be aimed at web');
});

test('in the choice of a fault left and right aim at another, and pass by where nothing can be done', () => {
  const world: Facts = { ...facts, choicesFor: (id) => (id === 'orders' ? [] : [crash, slow]) };
  const aimedBy = (keys: string) => after(keys, firstState(), world).state;
  expect(aimedBy('f right')).toMatchObject({ selected: 'payments', dialog: { of: 'payments' } });
  expect(aimedBy('f left')).toMatchObject({ selected: 'shoppers', dialog: { of: 'shoppers' } });
  expect(aimedBy('f right right right').dialog).toMatchObject({ of: 'web' });
  // The kind of fault that was pointed at, and what was typed, come along.
  expect(aimedBy('f down right').dialog).toMatchObject({ of: 'payments', at: 1 });
  expect(aimedBy('f s l right').dialog).toMatchObject({ of: 'payments', filter: 'sl', at: 0 });
});

test('w goes from one that hurts to the next, and says when nobody does', () => {
  const hurt = { ...facts, troubled: ['payments', 'orders'] };
  expect(after('w', firstState(), hurt).state.selected).toBe('payments');
  expect(after('w w', firstState(), hurt).state.selected).toBe('orders');
  expect(after('w w w', firstState(), hurt).state.selected).toBe('payments');
  expect(after('tab w', firstState(), hurt).state.selected).toBe('payments');
  const { state } = after('w');
  expect(state.selected).toBeUndefined();
  expect(state.message?.text).toBe('nobody is in trouble');
});

test('in the list left goes to a caller and right to a callee, where there is one', () => {
  expect(after('v tab tab left').state.selected).toBe('shoppers');
  expect(after('v tab tab right').state.selected).toBe('web');
  expect(after('tab tab right').state.selected).toBe('orders');
});

test('where only a part is drawn, arrows stay in it and Tab goes on to all', () => {
  const part = { ...facts, spots: spots.slice(1, 3) };
  expect(after('w tab right right', firstState(), { ...part, troubled: ['web'] }).state.selected).toBe(
    'orders',
  );
  expect(after('tab tab tab tab', firstState(), part).state.selected).toBe('payments');
});

test('g and G select the first and the last, v shows the list and the map again', () => {
  expect(after('tab tab g').state.selected).toBe('shoppers');
  expect(after('G').state.selected).toBe('payments');
  expect(after('tab v').state).toMatchObject({ view: 'list', selected: 'shoppers' });
  expect(after('v v').state.view).toBe('map');
  expect(after('tab page-down').state.selected).toBe('payments');
  expect(after('G page-up').state.selected).toBe('shoppers');
});

test('a slash finds by letters of the name, in any order of the words, and Esc finds nothing', () => {
  const places = ['orders', 'orders-store', 'payments'].map((id) => ({ id, name: id, told: '' }));
  const world = { ...facts, places: () => places };
  const found = (keys: string) => after(keys, firstState(), world).state;
  expect(found('/ p a y return')).toMatchObject({ selected: 'payments', dialog: undefined });
  expect(found('/ o r d down return').selected).toBe('orders-store');
  expect(found('/ s t o r space o r d return').selected).toBe('orders-store');
  expect(found('/ x x').dialog).toMatchObject({ filter: 'xx' });
  expect(found('/ x x return').dialog).toMatchObject({ filter: 'xx' });
  expect(found('/ x backspace down down return').selected).toBe('payments');
  expect(found('tab / p escape')).toMatchObject({ selected: 'shoppers', dialog: undefined });
});

/** What is listed after these keys, and what is typed. */
function listed(keys: string): { names: string[]; filter: string | undefined } | undefined {
  const { dialog } = after(`tab f ${keys}`).state;
  if (dialog?.kind !== 'choose') return undefined;
  return { names: choicesLeft(dialog).map(({ kind }) => kind), filter: dialog.filter };
}

test.each([
  ['l', ['slow'], 'l'],
  ['S L', ['slow'], 'SL'],
  ['/ k', [], 'k'],
  ['o r d', ['crash', 'slow'], 'ord'],
  ['o r d space s l', ['slow'], 'ord sl'],
  ['s backspace', ['crash', 'slow'], ''],
  ['s backspace backspace', ['crash', 'slow'], undefined],
  ['s l ctrl+u', ['crash', 'slow'], ''],
  ['s escape', ['crash', 'slow'], undefined],
])('letters leave only the faults that have them in their names: %s', (keys, names, filter) => {
  expect(listed(keys)).toEqual({ names, filter });
});

test('what the filter leaves is taken with Enter, and is still there after Esc', () => {
  expect(after('tab f l return return').effects).toEqual([
    { kind: 'inject', fault: { slow: 'orders', factor: 10 } },
  ]);
  expect(listed('l return escape')).toEqual({ names: ['slow'], filter: 'l' });
  expect(listed('s escape escape')).toBeUndefined();
  expect(listed('z return up down')).toEqual({ names: [], filter: 'z' });
});

test('j and k still go down and up, until somebody filters', () => {
  expect(after('tab f j').state.dialog).toMatchObject({ at: 1 });
  expect(after('tab f j k').state.dialog).toMatchObject({ at: 0 });
  expect(listed('/ j')).toEqual({ names: [], filter: 'j' });
});

test('a page is ten, and stops at the end', () => {
  const many = { ...facts, choicesFor: () => Array.from({ length: 25 }, () => crash) };
  const at = (keys: string) => after(`tab f ${keys}`, firstState(), many).state.dialog;
  expect(at('page-down')).toMatchObject({ at: 10 });
  expect(at('page-down page-down page-down')).toMatchObject({ at: 24 });
  expect(at('page-down page-up page-up')).toMatchObject({ at: 0 });
  expect(at('a page-down')).toMatchObject({ filter: 'a', at: 10 });
});

test('i tells what the scenario is about, and i closes it again', () => {
  expect(after('i').state.dialog).toMatchObject({ kind: 'about', paragraphs: ['The shop', 'Why?'] });
  expect(after('i down').state.dialog).toMatchObject({ at: 1 });
  expect(after('i i').state.dialog).toBeUndefined();
});

test('Esc leads from the list back to the map, once nobody is selected', () => {
  expect(after('v tab escape').state).toMatchObject({ view: 'list', selected: undefined });
  expect(after('v tab escape escape').state.view).toBe('map');
});

test('a fault is lifted by choosing it', () => {
  expect(after('x down return').effects).toEqual([{ kind: 'lift', name: 'crash-web' }]);
  expect(after('F escape').effects).toEqual([]);
  expect(after('x', firstState(), { ...facts, liftable: [] }).state.message?.text).toContain('no fault');
});

test('when the run is over nothing moves, and the keys say so', () => {
  for (const key of ['space', '.', '>', 'f', 'x']) {
    const { state, effects } = after(`tab ${key}`, firstState(), { ...facts, liftable: [], isOver: true });
    expect(effects, key).toEqual([]);
    expect(state.message?.text, key).toContain('over: r starts again');
  }
  expect(after('r', firstState(), { ...facts, isOver: true }).effects).toEqual([
    { kind: 'restart', seed: 'same' },
  ]);
});

test('a message stays until the next key', () => {
  const { state } = after('x', firstState(), { ...facts, liftable: [] });
  expect(state.message).toBeDefined();
  expect(after('tab', state).state.message).toBeUndefined();
});

test('with c only what operators can do is chosen from, and it stays so for the next target', () => {
  const asked: (string | boolean)[] = [];
  const world: Facts = {
    ...facts,
    choicesFor: (id, isCure) => {
      asked.push(id, isCure);
      return isCure ? [slow] : [crash, slow];
    },
  };
  const { state } = after('tab tab c right', firstState(), world);
  expect(state.dialog).toMatchObject({ kind: 'choose', isCure: true, choices: [slow] });
  expect(asked).toEqual(['web', true, 'orders', true]);
});

test('left and right go through the options of a field, and what follows from one is set, too', () => {
  const sets = (value: string) => ({ name: 'to', value, hint: '' });
  const push: FaultChoice = {
    kind: 'config',
    target: 'web',
    sentence: '',
    fields: [
      {
        name: 'setting',
        value: 'slots',
        hint: '',
        options: [
          { value: 'slots', hint: 'now 64', sets: sets('64') },
          { value: 'timeout.after', hint: 'now 2s', sets: sets('2s') },
        ],
      },
      { name: 'to', value: '64', hint: '' },
    ],
  };
  const world: Facts = { ...facts, choicesFor: () => [push] };
  const pushed = (keys: string) => after(`tab c return ${keys} return`, firstState(), world).effects;
  expect(pushed('right')).toEqual([
    { kind: 'inject', fault: { config: 'web', setting: 'timeout.after', to: '2s' } },
  ]);
  expect(pushed('left left')).toEqual([
    { kind: 'inject', fault: { config: 'web', setting: 'slots', to: 64 } },
  ]);
  // What is typed goes on from there; where there are no options the keys do nothing.
  expect(pushed('right down right 5 s')).toEqual([
    { kind: 'inject', fault: { config: 'web', setting: 'timeout.after', to: '5s' } },
  ]);
});

test('news are a list from which one goes to where it was; without any a message says so', () => {
  expect(after('n').state.message?.text).toBe('nothing has happened yet');
  const news = [
    { when: '0:31.0', what: 'sheds', where: 'web', node: 'web' },
    { when: '0:30.0', what: 'a push', where: 'all', node: undefined },
  ];
  const world = { ...facts, news: () => news };
  expect(after('n j return', firstState(), world).state).toMatchObject({
    dialog: undefined,
    selected: undefined,
  });
  expect(after('n return', firstState(), world).state).toMatchObject({ dialog: undefined, selected: 'web' });
  expect(after('n n', firstState(), world).state.dialog).toBeUndefined();
});
