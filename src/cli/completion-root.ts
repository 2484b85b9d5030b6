/** The commands as the completion package knows them, read from the program itself, with the words that closed lists have. */
import tab from '@bomb.sh/tab/commander';
import { SHELLS } from './completion.ts';
import { SERIES_WORDS } from './more-series.ts';
import { knockonProgram } from './program.ts';
import { CHECK_REPORTERS, REPORTERS } from './reporter-names.ts';
import { STREAM_KINDS } from './stream-kinds.ts';

/** What only some command lines need to know. */
export interface Offered {
  /** What `verify` may be given. */
  readonly checks?: readonly string[];
  /** What may be left out of the scenario at hand. */
  readonly leavable?: readonly string[];
}

/** `begun` is the word that is being typed. */
export function completionRoot({ checks = [], leavable = [] }: Offered = {}, begun = '') {
  const program = knockonProgram({ withCompletion: false });
  const commandNamed = (name: string) => program.commands.find((command) => command.name() === name);
  commandNamed('verify')?.registeredArguments[0].choices(checks);
  const ofScenario = ['run', 'check', 'play'].map((command) => [command, '--without', leavable] as const);
  for (const [command, option, words] of [...LISTS, ...ofScenario]) {
    const choices = goingOn(begun, words);
    commandNamed(command)
      ?.options.find(({ long }) => long === option)
      ?.choices(choices);
  }
  const root = tab(program, { completionCommandName: 'completion' });
  // the package knows a shell more than we have tried
  root.commands.get('completion')?.argument('shell', (offer) => {
    for (const shell of SHELLS) offer(shell, '');
  });
  return root;
}

/** Options whose value is a list of some of these words, with commas between. */
const LISTS = [
  ['run', '--reporter', REPORTERS],
  ['run', '--events', [...STREAM_KINDS, 'all']],
  ['run', '--series', [...SERIES_WORDS, 'all']],
  ['check', '--reporter', CHECK_REPORTERS],
] as const;

/** What a list that is begun may become: the words it has, and one of those it has not. */
function goingOn(begun: string, words: readonly string[]): string[] {
  const list = begun.replace(/^--[^=]*=/, '');
  const before = list.slice(0, list.lastIndexOf(',') + 1);
  const has = before.split(',');
  return words.filter((word) => !has.includes(word)).map((word) => `${before}${word}`);
}

/** Whether the last of these words, begun or not, is a file. */
export function wantsFile(words: readonly string[]): boolean {
  const [name, ...rest] = words;
  const command = knockonProgram({ withCompletion: false }).commands.find((each) => each.name() === name);
  const takesFiles = command?.registeredArguments.some((argument) => /^files?$/.test(argument.name()));
  const [last = '-', before = ''] = [rest.at(-1), rest.at(-2)];
  const takesValue =
    command?.options.find(({ long, short }) => before !== '' && (before === long || before === short))
      ?.required === true;
  return takesFiles === true && !last.startsWith('-') && !takesValue;
}

/** The script for a shell. */
export function completionScript(shell: string): string {
  const script = printedBy(() => completionRoot().setup('knockon', 'knockon', shell));
  if (shell !== 'bash') return script;
  // sourcing it twice is no mistake, and where nothing is suggested bash offers files
  const mended = script.replace(/^readonly /gm, '').replace(/^complete -F/m, 'complete -o default -F');
  return `${WITHOUT_BASH_COMPLETION}\n${mended}`;
}

const WITHOUT_BASH_COMPLETION = `# for a bash without the package bash-completion
if ! declare -F _get_comp_words_by_ref >/dev/null; then
  _get_comp_words_by_ref() {
    cur=\${COMP_WORDS[COMP_CWORD]}
    prev=\${COMP_WORDS[COMP_CWORD-1]}
    words=("\${COMP_WORDS[@]}")
    cword=$COMP_CWORD
  }
fi
`;

/** What the completion package writes with console.log; it has no way to return it. */
function printedBy(print: () => void): string {
  const { log } = console;
  let text = '';
  console.log = (line: unknown) => {
    text += `${line}\n`;
  };
  try {
    print();
  } finally {
    console.log = log;
  }
  return text;
}
