/** Mistakes and findings as annotations. What stands in no file (an option) is said at the top of its scenario. */
import type { Annotation } from '../report/github.ts';
import type { Diagnostic } from '../scenario/index.ts';

/** `scenario`: the file that was asked for; what it extends has a name of its own. */
export function annotated(scenario: string, diagnostics: readonly Diagnostic[]): Annotation[] {
  return diagnostics.map(({ severity, code, sentence, formula, hint, file, range }) => {
    const isOption = file.startsWith('--');
    const said = [
      isOption ? `${file}: ${sentence}` : sentence,
      ...(formula === undefined ? [] : [`because: ${formula}`]),
      ...(hint === undefined ? [] : [hint]),
    ];
    return {
      level: severity,
      title: code,
      message: said.join('\n'),
      file: isOption ? scenario : file,
      line: isOption ? 1 : (range?.line ?? 1),
      column: isOption ? 1 : (range?.column ?? 1),
    };
  });
}
