/** The commands as the completion package knows them, read from the program itself; `checks` are what `verify` may be given. */
import tab from '@bomb.sh/tab/commander';
import { knockonProgram } from './program.ts';

export function completionRoot(checks: readonly string[] = []) {
  const program = knockonProgram({ withCompletion: false });
  const verify = program.commands.find((command) => command.name() === 'verify');
  verify?.registeredArguments[0].choices(checks);
  return tab(program, { completionCommandName: 'completion' });
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
