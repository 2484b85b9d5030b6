/** A command line that can be pasted into a shell. */

export function shellLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The options that change a scenario, as words of a command line. */
export function changeWords(changes: {
  readonly set?: readonly string[];
  readonly without?: readonly string[];
}): string[] {
  return [
    ...(changes.set ?? []).flatMap((setting) => ['--set', setting]),
    ...(changes.without ?? []).flatMap((name) => ['--without', name]),
  ];
}
