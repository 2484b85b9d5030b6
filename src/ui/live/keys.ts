/**
 * The keys: one table for each thing that may have the keyboard. The table dispatches, the footer and
 * the help are made from it, so what is listed is what works.
 */

export type Focus =
  | 'watch'
  | 'choose'
  | 'filter'
  | 'set'
  | 'lift'
  | 'find'
  | 'news'
  | 'help'
  | 'about'
  | 'stopped';

/** Every letter is a letter there. */
export function isWritten(focus: Focus): boolean {
  return focus === 'filter' || focus === 'set' || focus === 'find';
}

export type Action =
  | 'toggle'
  | 'faster'
  | 'slower'
  | 'real-time'
  | 'step'
  | 'window'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'worst'
  | 'view'
  | 'find'
  | 'page-up'
  | 'page-down'
  | 'about'
  | 'news'
  | 'open'
  | 'back'
  | 'inject'
  | 'cure'
  | 'filter'
  | 'lift'
  | 'restart'
  | 'next-seed'
  | 'redraw'
  | 'suspend'
  | 'help'
  | 'quit'
  | 'erase'
  | 'clear';

export interface Binding {
  readonly keys: readonly string[];
  readonly action: Action;
  /** How the keys are written for people. */
  readonly shown: string;
  /** What it does, for the help; without, it has been said with the one before. */
  readonly sentence?: string;
  /** One or two words for the footer; without, it is not there. */
  readonly short?: string;
  /** The same while the run is paused, where that is another. */
  readonly paused?: string;
  /** The same when the run is over. */
  readonly over?: string;
  /** The same where a list stands instead of the map. */
  readonly listed?: string;
  /** What the footer says instead of `shown`, where one entry stands for a neighbour too. */
  readonly together?: string;
}

const quit: Binding = {
  keys: ['q', 'ctrl+c'],
  action: 'quit',
  shown: 'q Ctrl-C',
  together: 'q',
  sentence: 'quit, and say what was',
  short: 'quit',
};
const interrupt: Binding = { keys: ['ctrl+c'], action: 'quit', shown: 'Ctrl-C', sentence: 'quit' };
const suspend: Binding = {
  keys: ['ctrl+z'],
  action: 'suspend',
  shown: 'Ctrl-Z',
  sentence: 'to the shell; fg comes back',
};
const redraw: Binding = {
  keys: ['ctrl+l'],
  action: 'redraw',
  shown: 'Ctrl-L',
  sentence: 'draw the screen anew',
};
const back: Binding = { keys: ['escape'], action: 'back', shown: 'Esc', sentence: 'go back', short: 'back' };
const pages: readonly Binding[] = [
  { keys: ['page-up'], action: 'page-up', shown: 'PgUp', sentence: 'ten up' },
  { keys: ['page-down'], action: 'page-down', shown: 'PgDn', sentence: 'ten down' },
];
const list: readonly Binding[] = [
  { keys: ['up', 'k', 'shift+tab'], action: 'up', shown: '↑ k', sentence: 'the one above' },
  { keys: ['down', 'j', 'tab'], action: 'down', shown: '↓ j', sentence: 'the one below' },
  ...pages,
];

/** In something to read. */
const scrolled: readonly Binding[] = [
  { keys: ['up', 'k', 'shift+tab'], action: 'up', shown: '↑ k', sentence: 'up' },
  {
    keys: ['down', 'j', 'tab'],
    action: 'down',
    shown: '↓ j',
    together: '↑ ↓',
    sentence: 'down',
    short: 'scroll',
  },
  ...pages,
];

/** In a list that letters narrow. */
const typed: readonly Binding[] = [
  { keys: ['up', 'shift+tab'], action: 'up', shown: '↑', sentence: 'the one above' },
  { keys: ['down', 'tab'], action: 'down', shown: '↓ Tab', sentence: 'the one below' },
  ...pages,
  { keys: ['backspace'], action: 'erase', shown: 'Backspace', sentence: 'erase a letter', short: 'erase' },
  { keys: ['ctrl+u'], action: 'clear', shown: 'Ctrl-U', sentence: 'erase all', short: 'clear' },
];
const elsewhere: readonly Binding[] = [
  {
    keys: ['left'],
    action: 'left',
    shown: '←',
    together: '← →',
    sentence: 'aim at another',
    short: 'target',
  },
  { keys: ['right'], action: 'right', shown: '→', sentence: 'aim at another' },
];

export const KEYS: Readonly<Record<Focus, readonly Binding[]>> = {
  watch: [
    {
      keys: ['space'],
      action: 'toggle',
      shown: 'space',
      sentence: 'run or pause',
      short: 'pause',
      paused: 'go on',
    },
    { keys: ['left', 'h'], action: 'left', shown: 'arrows', sentence: 'select (also h j k l)' },
    { keys: ['down', 'j'], action: 'down', shown: 'arrows' },
    { keys: ['up', 'k'], action: 'up', shown: 'arrows' },
    { keys: ['right', 'l'], action: 'right', shown: 'arrows' },
    {
      keys: ['tab'],
      action: 'next',
      shown: 'Tab',
      sentence: 'select next; Shift-Tab back',
      short: 'next',
    },
    { keys: ['shift+tab'], action: 'previous', shown: 'Shift-Tab' },
    {
      keys: ['f'],
      action: 'inject',
      shown: 'f',
      sentence: 'inject a fault',
      short: 'fault',
    },
    {
      keys: ['c'],
      action: 'cure',
      shown: 'c',
      sentence: 'try what operators can do',
      short: 'cure',
    },
    { keys: ['x', 'F'], action: 'lift', shown: 'x', sentence: 'end a fault now (also F)', short: 'lift' },
    {
      keys: ['return'],
      action: 'open',
      shown: 'Enter',
      sentence: 'look closer at it',
      short: 'zoom',
    },
    { keys: ['escape'], action: 'back', shown: 'Esc', sentence: 'back to everything', short: 'back' },
    {
      keys: ['+', '='],
      action: 'faster',
      shown: '+ - 0',
      sentence: 'faster, slower, real time',
      short: 'speed',
      together: '+ -',
    },
    { keys: ['-', '_'], action: 'slower', shown: '-' },
    { keys: ['0'], action: 'real-time', shown: '0' },
    {
      keys: ['w'],
      action: 'worst',
      shown: 'w',
      sentence: 'select who hurts most',
      short: 'trouble',
    },
    {
      keys: ['v'],
      action: 'view',
      shown: 'v',
      sentence: 'list; left, right: calls',
      short: 'list',
      listed: 'map',
    },
    { keys: ['/'], action: 'find', shown: '/', sentence: 'find by its name', short: 'find' },
    { keys: ['g', 'home'], action: 'first', shown: 'g G', sentence: 'first, last; PgUp PgDn' },
    { keys: ['G', 'end'], action: 'last', shown: 'G' },
    { keys: ['page-up'], action: 'page-up', shown: 'PgUp' },
    { keys: ['page-down'], action: 'page-down', shown: 'PgDn' },
    {
      keys: ['.'],
      action: 'step',
      shown: '. >',
      sentence: 'one event, one window',
      paused: 'step',
    },
    { keys: ['>'], action: 'window', shown: '>' },
    {
      keys: ['r'],
      action: 'restart',
      shown: 'r s',
      together: 'r',
      sentence: 'start again; next seed',
      over: 'again',
    },
    {
      keys: ['s'],
      action: 'next-seed',
      shown: 's',
      over: 'with the next seed',
    },
    {
      keys: ['i'],
      action: 'about',
      shown: 'i n',
      together: 'i',
      sentence: 'what it is about; news',
      short: 'about',
    },
    { keys: ['n'], action: 'news', shown: 'n', short: 'news' },
    redraw,
    suspend,
    { keys: ['?'], action: 'help', shown: '?', sentence: 'this help', short: 'help' },
    quit,
  ],
  choose: [
    ...list,
    { keys: ['return', 'space'], action: 'open', shown: 'Enter', sentence: 'take it', short: 'take it' },
    ...elsewhere,
    {
      keys: ['/'],
      action: 'filter',
      shown: '/',
      together: '/ or letters',
      sentence: 'only those with these letters',
      short: 'filter',
    },
    back,
    interrupt,
    suspend,
  ],
  // Here every letter is a letter.
  filter: [
    { keys: ['return'], action: 'open', shown: 'Enter', sentence: 'take it', short: 'take it' },
    ...elsewhere,
    ...typed,
    { ...back, sentence: 'show all again', short: 'show all' },
    interrupt,
    suspend,
  ],
  set: [
    { keys: ['up', 'shift+tab'], action: 'up', shown: '↑', sentence: 'the field above' },
    {
      keys: ['down', 'tab'],
      action: 'down',
      shown: '↓ Tab',
      sentence: 'the field below',
      short: 'next field',
    },
    { keys: ['backspace'], action: 'erase', shown: 'Backspace', sentence: 'erase a letter', short: 'erase' },
    { keys: ['ctrl+u'], action: 'clear', shown: 'Ctrl-U', sentence: 'clear the field', short: 'clear' },
    {
      keys: ['left'],
      action: 'left',
      shown: '←',
      together: '← →',
      sentence: 'the option before, where there are some',
      short: 'option',
    },
    { keys: ['right'], action: 'right', shown: '→', sentence: 'the option after' },
    { keys: ['return'], action: 'open', shown: 'Enter', sentence: 'inject it', short: 'inject' },
    back,
    interrupt,
    suspend,
  ],
  lift: [
    ...list,
    { keys: ['return', 'space', 'x'], action: 'open', shown: 'Enter', sentence: 'lift it', short: 'lift' },
    back,
    interrupt,
    suspend,
  ],
  find: [
    { keys: ['return'], action: 'open', shown: 'Enter', sentence: 'select it', short: 'select' },
    ...typed,
    back,
    interrupt,
    suspend,
  ],
  news: [
    ...list,
    {
      keys: ['return', 'space'],
      action: 'open',
      shown: 'Enter',
      sentence: 'select where it was',
      short: 'go there',
    },
    { ...back, keys: ['escape', 'n', 'q'], sentence: 'close it' },
    interrupt,
    suspend,
  ],
  about: [
    ...scrolled,
    { ...back, keys: ['escape', 'i', 'q', 'return'], sentence: 'close it' },
    interrupt,
    suspend,
  ],
  stopped: [
    ...scrolled,
    { keys: ['r'], action: 'restart', shown: 'r', sentence: 'start again', short: 'again' },
    { keys: ['s'], action: 'next-seed', shown: 's', sentence: 'with the next seed', short: 'next seed' },
    { ...back, keys: ['escape', 'i', 'return'], sentence: 'close it' },
    quit,
    suspend,
  ],
  help: [
    ...scrolled,
    { ...back, keys: ['escape', '?', 'q', 'return'], sentence: 'close the help' },
    interrupt,
    suspend,
  ],
};

/** What a key does where the keyboard is; undefined where it does nothing. */
export function actionOf(focus: Focus, key: string): Action | undefined {
  return KEYS[focus].find(({ keys }) => keys.includes(key))?.action;
}

export interface FooterKey {
  readonly keys: string;
  readonly word: string;
}

/** What is so just now, as far as keys mean more or less then. */
export interface Situation {
  readonly going: 'running' | 'paused' | 'over';
  /** Something is selected; it is looked at closely. */
  readonly isSelected: boolean;
  readonly isClose: boolean;
  /** A service or a queue other than the selected one is not well. */
  readonly isTroubled: boolean;
  /** A fault is under way or to come. */
  readonly canLift: boolean;
  /** The map is larger than its pane, or there are many rows in the list. */
  readonly isLarge: boolean;
  readonly isList: boolean;
  /** In a dialog: a field has options to go through. */
  readonly hasOptions: boolean;
  /** Something has happened. */
  readonly hasNews: boolean;
}

export const CALM: Situation = {
  going: 'running',
  isSelected: false,
  isClose: false,
  isTroubled: false,
  canLift: false,
  isLarge: false,
  isList: false,
  hasOptions: false,
  hasNews: false,
};

/**
 * What stands in the footer of the main screen, the most wanted first; what would do nothing is not there. The
 * answer to "what now?": go and see who is in trouble, look at it, do something; then the rest.
 */
function wanted(situation: Situation): Action[] {
  const { going, isSelected, isClose, isTroubled, canLift, isLarge, hasNews } = situation;
  const isOver = going === 'over';
  const when = (isSo: boolean, ...actions: Action[]): Action[] => (isSo ? actions : []);
  return [
    'help',
    'quit',
    ...when(isOver, 'restart', 'next-seed'),
    ...when(!isOver, 'toggle'),
    ...when(isTroubled, 'worst'),
    ...when(isSelected && !isClose, 'open'),
    ...when(isClose, 'back'),
    ...when(!isOver, 'inject'),
    ...when(!isOver && isTroubled, 'cure'),
    ...when(!isOver && isTroubled && canLift, 'lift'),
    ...when(isLarge, 'view', 'find'),
    'next',
    ...when(isSelected && !isClose, 'back'),
    ...when(going === 'paused', 'step'),
    ...when(hasNews, 'news'),
    ...when(!isLarge, 'view', 'find'),
    'about',
    ...when(!isOver && canLift, 'lift'),
    ...when(!isOver, 'cure'),
    ...when(going === 'running', 'faster'),
  ];
}

/** The most useful keys that fit a row; help and quit, which stand last, stay as long as anything does. */
export function footerKeys(focus: Focus, columns: number, situation: Situation = CALM): FooterKey[] {
  const order = focus === 'watch' ? wanted(situation) : inDialog(focus, situation);
  const { going, isList } = situation;
  const entries = KEYS[focus].flatMap(({ shown, together, short, paused, over, listed, action }) => {
    const inRun = going === 'over' ? (over ?? short) : going === 'paused' ? (paused ?? short) : short;
    const word = focus === 'watch' ? (isList ? (listed ?? inRun) : inRun) : short;
    const rank = order.indexOf(action);
    return word === undefined || rank < 0 ? [] : [{ keys: together ?? shown, word, rank }];
  });
  // What one wants to do next when all is over comes first.
  if (focus === 'watch' && going === 'over') entries.sort((a, b) => Number(isAgain(b)) - Number(isAgain(a)));
  const widthOf = (list: readonly FooterKey[]): number =>
    list.reduce((sum, { keys, word }) => sum + keys.length + word.length + 3, -2);
  while (entries.length > 1 && widthOf(entries) > columns) {
    const least = Math.max(...entries.map(({ rank }) => rank));
    entries.splice(
      entries.findIndex(({ rank }) => rank === least),
      1,
    );
  }
  return entries.map(({ keys, word }) => ({ keys, word }));
}

function inDialog(focus: Focus, { hasOptions }: Situation): Action[] {
  // How to go on and how to go back stay longest.
  const all = ['open', 'back', ...KEYS[focus].map(({ action }) => action)] satisfies Action[];
  return focus === 'set' && !hasOptions ? all.filter((action) => action !== 'left') : all;
}

const isAgain = ({ keys }: FooterKey): boolean => keys === 'r' || keys === 's';
