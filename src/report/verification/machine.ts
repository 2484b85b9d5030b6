/** A documented machine on the page: its timeline beside ours. */
import { textColumns } from '../../draw/index.ts';
import { sayNumberOf } from '../../present/words.ts';
import type { MachineFinding, RowFinding } from '../../verify/findings.ts';
import type { Paint } from '../paint.ts';
import { brokenLines, heading, indented, marked, padded, type VerificationPage } from './lines.ts';

export const MACHINE_HEAD = 'machines, as documented and ours';

/** Columns of each side. */
const SIDE = 37;
const MISSING = '–';

export function machineLines(finding: MachineFinding, { paint, isInFull }: VerificationPage): string[] {
  const { name, title, source, rule, rows, holds, broken } = finding;
  const head = heading(name, title, source, paint);
  if (holds && !isInFull(name))
    return [...head, `${marked(true, paint)} ${sayNumberOf(rows.length, 'instant')} as documented`];
  const isNarrow = rows.every(({ documented = '', ours = '' }) =>
    [documented, ours].every((line) => textColumns(line) <= SIDE),
  );
  return [
    ...head,
    ...indented(rule),
    paint.quiet(
      isNarrow ? `    ${padded('documented', SIDE + 1)}ours` : '    documented, and ours where it is another',
    ),
    ...rows.flatMap((row) => rowLines(row, isNarrow, paint)),
    ...brokenLines(broken, paint),
  ];
}

/** Side by side where there is room for it; otherwise ours below, where it is another. */
function rowLines({ documented, ours }: RowFinding, isNarrow: boolean, paint: Paint): string[] {
  const holds = documented === ours;
  const mark = marked(holds, paint);
  if (isNarrow) return [`${mark} ${padded(documented ?? MISSING, SIDE + 1)}${ours ?? MISSING}`];
  const line = `${mark} ${documented ?? MISSING}`;
  return holds ? [line] : [line, `    ours: ${ours ?? MISSING}`];
}
