/** The page of the reference about all there is to check: what each formula gives, what each document prescribes. */
import { metricNamed } from '../sim/index.ts';
import { laws } from './laws/index.ts';
import type { DocumentedMachine } from './machines/contract.ts';
import { machines } from './machines/index.ts';
import { CONFIDENCE } from './statistics/family.ts';
import type { Claim, Theory } from './theory/contract.ts';
import { theories } from './theory/index.ts';

export function verificationPage(): { readonly file: string; readonly text: string } {
  const sections = [
    '# Verification',
    '<!-- Written from the definitions that are checked; change those, not this. -->',
    `\`knockon verify\` checks the simulator on the machine it runs on. Every theory is run with many seeds, and what its formula gives must lie in the interval of what was observed; the intervals are wide enough to hold together with ${CONFIDENCE * 100}%. Every machine must show the documented instants, in order, and no others. Every law is checked in a system where everything happens at once. In every run of a theory the ledger must balance and Little's law hold at every call, slot and queue.`,
    '`knockon verify --json` writes what was found as data; `knockon schema verification` prints its JSON Schema.',
    '## Theories',
    'λ are arrivals a second, s is the mean work, c the number of servers, ρ = λs/c.',
    ...theories.flatMap(theorySection),
    '## Machines',
    'A line is an instant of the run and what happened then; `try` is an attempt sent, `tried` how it ended for its caller, `done` how it ended for its callee, `ended` the end of the call with all its tries. `policy: layer 0 of client 1: 2` is a policy that came into another state: the outermost of its chain (they are counted from 0), at that caller; a breaker is 0 closed, 1 open, 2 half-open.',
    ...machines.flatMap(machineSection),
    '## Laws',
    ['| law | |', '|---|---|', ...laws.map(({ name, title }) => `| \`${name}\` | ${title}. |`)].join('\n'),
  ];
  return { file: 'docs/reference/verification.md', text: `${sections.join('\n\n')}\n` };
}

function theorySection({ name, title, source, claims }: Theory): string[] {
  const rows = claims.map((claim) => `| ${claim.what} | \`${cell(claim.formula)}\` | ${sayValue(claim)} |`);
  return [
    `### ${name}`,
    `${title}. Source: ${source}.`,
    ['| | formula | gives |', '|---|---|---|', ...rows].join('\n'),
  ];
}

function machineSection({
  name,
  title,
  rule,
  source,
  where,
  replica,
  expected,
}: DocumentedMachine): string[] {
  const whom = replica === undefined ? '' : `, of \`${replica}\``;
  const place = where === undefined ? '' : ` At \`${where}\`${whom}:`;
  return [
    `### ${name}`,
    `${title}. Source: ${source}.`,
    `${rule}${place}`,
    `\`\`\`text\n${expected.join('\n')}\n\`\`\``,
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** Four digits, with the unit of the claim's metric. */
function sayValue({ is, metric }: Claim): string {
  const digits = (value: number) => String(Number(value.toPrecision(4)));
  switch (metricNamed(metric)?.unit) {
    case 'duration':
      return `${digits(is * 1000)}ms`;
    case 'rate':
      return `${digits(is)}/s`;
    case 'share':
      return `${digits(is * 100)}%`;
    default:
      return digits(is);
  }
}
