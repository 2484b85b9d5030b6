/** What checking found, as a page of 80 columns. */
import { unreachable } from '../../base/assert.ts';
import { sayNumberOf, sayWhole } from '../../present/words.ts';
import type { ClaimFinding, Finding, LawFinding, Verification } from '../../verify/findings.ts';
import type { Paint } from '../paint.ts';
import { indented, marked, padded, type VerificationPage } from './lines.ts';
import { MACHINE_HEAD, machineLines } from './machine.ts';
import { THEORY_HEAD, theoryLines } from './theory.ts';

const LAW_HEAD = 'laws, in a system where everything happens at once';
const LAW_NAME = 12;

/** All findings with the headings of their groups, and whether everything holds. */
export function verificationText(
  verification: Verification,
  again: (names: readonly string[]) => string,
  page: VerificationPage,
): string {
  const { findings } = verification;
  const parts = findings.flatMap((finding, at) => {
    const isFirst = finding.kind !== findings[at - 1]?.kind;
    const gap = isFirst || finding.kind !== 'law' ? [''] : [];
    const head = isFirst ? [...(at === 0 ? [] : ['']), page.paint.strong(headOf(finding))] : [];
    return [...head, ...(at === 0 && !isFirst ? [] : gap), ...linesOf(finding, page)];
  });
  return `${[...parts, '', ...closingLines(verification, again, page.paint)].join('\n')}\n`;
}

function headOf(finding: Finding): string {
  switch (finding.kind) {
    case 'theory':
      return THEORY_HEAD;
    case 'machine':
      return MACHINE_HEAD;
    case 'law':
      return LAW_HEAD;
    default:
      return unreachable(finding);
  }
}

function linesOf(finding: Finding, page: VerificationPage): string[] {
  switch (finding.kind) {
    case 'theory':
      return theoryLines(finding, page);
    case 'machine':
      return machineLines(finding, page);
    case 'law':
      return lawLines(finding, page);
    default:
      return unreachable(finding);
  }
}

function lawLines({ name, title, holds, told }: LawFinding, { paint }: VerificationPage): string[] {
  const column = 4 + LAW_NAME;
  const [first = '', ...more] = indented(title, column);
  const named = `${marked(holds, paint)} ${paint.strong(padded(name, LAW_NAME))}`;
  return [named + first.trimStart(), ...more, ...indented(told, column).map(paint.quiet)];
}

/** Whether everything holds, how far that can be trusted, and how to run again what does not. */
function closingLines(
  verification: Verification,
  again: (names: readonly string[]) => string,
  paint: Paint,
): string[] {
  const { findings, asked } = verification;
  const claims = findings.flatMap((finding) => (finding.kind === 'theory' ? finding.claims : []));
  const failed = findings.filter(({ holds }) => !holds).map(({ name }) => name);
  const isStopped = findings.length < asked;
  const verdict = isStopped
    ? sayStopped(findings.length, failed, asked)
    : failed.length === 0
      ? `everything holds: ${tallyOf(findings)}`
      : `${failed.length} of ${sayNumberOf(findings.length, 'check')} ` +
        `${failed.length === 1 ? 'does' : 'do'} not hold: ${failed.join(', ')}`;
  const [first = '', ...more] = indented(verdict, 2);
  const mark = failed.length > 0 ? paint.bad('✗') : isStopped ? paint.warning('!') : paint.good('✓');
  return [
    `${mark} ${first.trimStart()}`,
    ...more,
    ...(claims.length === 0 ? [] : indented(sayTrust(verification, claims), 2)),
    // whole, however long: it is there to be pasted
    ...(failed.length === 0 ? [] : [`  again: ${again(failed)}`]),
  ];
}

function sayStopped(done: number, failed: readonly string[], asked: number): string {
  const far = `stopped after ${done} of ${sayNumberOf(asked, 'check')}`;
  if (failed.length > 0) return `${far}; not holding: ${failed.join(', ')}`;
  return done === 0 ? far : `${far}; ${done === 1 ? 'it holds' : 'these hold'}`;
}

/** `31 theories, 13 machines, 11 laws`. */
function tallyOf(findings: readonly Finding[]): string {
  const count = (kind: Finding['kind'], one: string, many: string) => {
    const found = findings.filter((finding) => finding.kind === kind).length;
    return found === 0 ? [] : [`${found} ${found === 1 ? one : many}`];
  };
  return [
    ...count('theory', 'theory', 'theories'),
    ...count('machine', 'machine', 'machines'),
    ...count('law', 'law', 'laws'),
  ].join(', ');
}

function sayTrust(
  { seeds, seed, confidence, family }: Verification,
  claims: readonly ClaimFinding[],
): string {
  const widest = Math.max(...claims.map(({ halfWidth, theory }) => halfWidth / Math.abs(theory)));
  const pages = Math.round(1 / (1 - confidence));
  const whom =
    claims.length === family
      ? `it holds for all ${family} claims at once`
      : `it would hold for all ${family} claims of a whole verification at once, of which ${claims.length} ${claims.length === 1 ? 'is' : 'are'} here`;
  const percent = Number((confidence * 100).toFixed(3));
  return (
    `± is the ${percent}% interval over ${sayNumberOf(seeds, 'seed')} (${seed}/1 to ${seed}/${seeds}), ` +
    `widened so that ${whom}: with other seeds, one page in ` +
    `${sayWhole(pages)} shows a difference that is not there. The widest here is ± ${(widest * 100).toFixed(1)}% of its ` +
    'theory; an error of twice that would have shown.'
  );
}
