/** Several runs: a line each, what failed beneath it, and a count at the end. */
import { failedOf, type Result, sayTally } from '../present/result.ts';
import { sayInstant, sayNumberOf } from '../present/words.ts';
import type { Paint } from './paint.ts';
import { judgedLines, type TextOptions } from './text.ts';

/** `✓ scenarios/shop.yaml  all 4 expectations held, 4m` */
export function resultLines(result: Result, options: TextOptions): string[] {
  const { paint, width } = options;
  const failed = failedOf(result);
  const [mark, tone] =
    failed.length > 0
      ? ['✗', paint.bad]
      : result.stop === undefined
        ? ['✓', paint.good]
        : ['!', paint.warning];
  const lines = [
    `${tone(mark)} ${paint.strong(result.file)}  ${sayTally(result.expectations)}, ${sayInstant(result.summary.reached)}`,
  ];
  for (const judged of failed) {
    lines.push(...judgedLines(judged, { paint, width: width - 2 }).map((line) => `  ${line}`));
  }
  if (result.stop !== undefined) lines.push(`  stopped: ${result.stop.sentence}`);
  if (failed.length > 0) lines.push(`  again: ${result.again}`);
  return lines;
}

export function closingCount(results: readonly Result[], paint: Paint): string {
  const failed = results.filter((result) => failedOf(result).length > 0).length;
  const stopped = results.filter(
    (result) => failedOf(result).length === 0 && result.stop !== undefined,
  ).length;
  const fine = results.length - failed - stopped;
  const parts = [
    failed > 0 ? paint.bad(`${failed} failed`) : '',
    stopped > 0 ? paint.warning(`${stopped} stopped`) : '',
    fine > 0 ? paint.good(`${fine} as expected`) : '',
  ].filter((part) => part !== '');
  return `${sayNumberOf(results.length, 'scenario')}: ${parts.join(', ')}`;
}
