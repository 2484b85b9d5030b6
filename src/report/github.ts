/** Annotations for GitHub Actions: a workflow command for each expectation that failed, at its line. */
import { idleFaults } from '../present/fault-spans.ts';
import { failedOf, isUnjudged, type Result, sayUnjudged, toldBelow } from '../present/result.ts';

export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function annotationsOf(results: readonly Result[]): Annotation[] {
  return results.flatMap((result) => {
    const { title, again, file, stop } = result;
    const failed = failedOf(result).map((judged) => {
      const message = [judged.sentence, ...toldBelow(judged), `again: ${again}`].join('\n');
      return {
        level: 'error' as const,
        title,
        message,
        ...placeIn(file, judged),
      };
    });
    const idle = idleFaults(result.summary).map((message) => ({
      level: 'warning' as const,
      title,
      message,
      file,
      line: 1,
      column: 1,
    }));
    const whole =
      stop !== undefined ? `stopped: ${stop.sentence}` : isUnjudged(result) ? sayUnjudged(result) : undefined;
    if (whole === undefined) return [...failed, ...idle];
    return [...failed, ...idle, { level: 'error' as const, title, message: whole, file, line: 1, column: 1 }];
  });
}

/** Where an expectation stands; one that was given as an option stands in no file, and is told at the top of its scenario. */
export function placeIn(
  scenario: string,
  { file, line, column }: Pick<Annotation, 'file' | 'line' | 'column'>,
): Pick<Annotation, 'file' | 'line' | 'column'> {
  return file.startsWith('--') ? { file: scenario, line: 1, column: 1 } : { file, line, column };
}

/** `::error file=shop.yaml,line=70,col=5,title=…::goodput of shoppers was 12%, expected at least 99%` */
export function annotationLine({ level, title, message, file, line, column }: Annotation): string {
  return `::${level} file=${property(file)},line=${line},col=${column},title=${property(title)}::${data(message)}`;
}

// As @actions/core escapes them: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
