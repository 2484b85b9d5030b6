/** Several runs: a line each, what failed beneath it, and a count at the end. */
import { textColumns } from '../draw/index.ts';
import { sayEvidence } from '../present/evidence.ts';
import { failedOf, hasFailed, isUnjudged, type Result, type Stop, sayStandings } from '../present/result.ts';
import { sayInstant, sayNumberOf } from '../present/words.ts';
import type { Paint } from './paint.ts';
import { judgedLines, type TextOptions } from './text.ts';
import { wrap } from './wrap.ts';

/** `✓ scenarios/shop.yaml  all 4 expectations held, 4m`; on two lines where one is too short for a long name. */
export function resultLines(result: Result, options: TextOptions): string[] {
  const { paint, width } = options;
  const failed = failedOf(result);
  const [mark, tone] = hasFailed(result)
    ? ['✗', paint.bad]
    : result.stop === undefined
      ? ['✓', paint.good]
      : ['!', paint.warning];
  const length = isUnjudged(result) ? '' : `, ${sayInstant(result.summary.reached)}`;
  const tally = `${sayStandings(result)}${length}`;
  const named = `${tone(mark)} ${paint.strong(result.file)}`;
  const isRoomBeside = textColumns(result.file) + textColumns(tally) + 4 <= width;
  const lines = isRoomBeside
    ? [`${named}  ${tally}`]
    : [named, ...wrap(tally, width - 2).map((line) => `  ${line}`)];
  const told = new Set<string>();
  for (const judged of failed) {
    lines.push(...judgedLines(judged, { paint, width: width - 2 }).map((line) => `  ${line}`));
    const all = judged.evidence === undefined ? [] : sayEvidence(judged.evidence);
    // expectations about one stretch of time mostly have the same evidence
    const why = all.filter((sentence) => !told.has(sentence));
    for (const sentence of why) told.add(sentence);
    lines.push(
      ...why.flatMap((sentence) => wrap(sentence, width - 4, '  ').map((line) => paint.quiet(`    ${line}`))),
    );
  }
  if (result.stop !== undefined) lines.push(...wrap(`  stopped: ${result.stop.sentence}`, width, '  '));
  // whole, however long: it is there to be pasted
  if (failed.length > 0) lines.push(`  again: ${result.again}`);
  return lines;
}

export function closingCount<R extends { readonly stop: Stop | undefined }>(
  results: readonly R[],
  hasFailed: (result: R) => boolean,
  paint: Paint,
): string {
  const failed = results.filter(hasFailed).length;
  const stopped = results.filter((result) => !hasFailed(result) && result.stop !== undefined).length;
  const fine = results.length - failed - stopped;
  const parts = [
    failed > 0 ? paint.bad(`${failed} failed`) : '',
    stopped > 0 ? paint.warning(`${stopped} stopped`) : '',
    fine > 0 ? paint.good(`${fine} as expected`) : '',
  ].filter((part) => part !== '');
  return `${sayNumberOf(results.length, 'scenario')}: ${parts.join(', ')}`;
}
