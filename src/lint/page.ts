/** The page of the reference about the rules, with what they say of their own examples. */

import { invariant } from '../base/assert.ts';
import { frames, loadScenario, type Page } from '../scenario/index.ts';
import { IDLE } from './allow.ts';
import { lint } from './lint.ts';
import type { Example, Rule } from './rule.ts';
import { rules } from './rules/index.ts';

/** What stands above every example. */
export const EXAMPLE_HEAD = 'title: An example\nrun: { length: 2m, warmup: 10s }\n';

export function exampleText({ scenario }: Example): string {
  return `${EXAMPLE_HEAD}${scenario}\n`;
}

export function mendedText({ scenario, mended: [before, after] }: Example): string {
  const parts = scenario.split(before);
  invariant(parts.length === 2, 'what is mended stands once in its example');
  return `${EXAMPLE_HEAD}${parts.join(after)}\n`;
}

export function lintsPage(): Page {
  const text = [
    '# Lints',
    '<!-- Written from the rules of knockon check; change those, not this. -->',
    INTRODUCTION,
    [
      '| code | |',
      '|---|---|',
      ...rules.map(({ code, title }) => `| [${code}](#${anchor(code)}) | ${title} |`),
    ].join('\n'),
    ALLOWING,
    '## The rules',
    `Above each example stand two lines: \`${EXAMPLE_HEAD.trim().replace('\n', '` and `')}\`.`,
    ...rules.flatMap(sectionOf),
    `### ${IDLE}`,
    'A comment that allows a finding which is not there, names a code that does not exist, or is not understood. It cannot be allowed.',
  ];
  return { file: 'docs/reference/lints.md', text: `${text.join('\n\n')}\n` };
}

const INTRODUCTION = `\`knockon check\` looks for what is wrong with a scenario that is written correctly: by arithmetic, without running it. A finding is a warning with the sum behind it in the scenario's own numbers. \`check\` exits with 0 whatever it finds, \`check --strict\` with 1 if it finds anything; \`--json\` writes all as data.

The sums use means and medians of the distributions, and the time of an operation without any waiting. They look at the load before the first fault. Where a number is not known (a mean that is not finite, operations that call themselves, a policy no rule understands, what lies behind a limit that is full) a rule is silent, and a system in which more than 300 operations call each other in a row is not looked at.`;

const ALLOWING = `## Allowing a finding

Some scenarios are built to fail: the finding is their lesson. A comment on its line, or alone on a line above it, allows it and may say why:

\`\`\`yaml
    queue: { limit: 400 }   # knockon: allow L116: the long queue is what this scenario is about
\`\`\`

Several codes are separated by spaces; \`allow L116 everywhere\` holds for the whole file. \`check\` counts what is allowed. A comment that allows nothing is a finding itself, [${IDLE}](#${anchor(IDLE)}), so that none outlives its reason; comments in a file that others extend may have something to do in some of them only, and are not counted as idle there.`;

function sectionOf({ code, title, about, formula, cure, example }: Rule): string[] {
  const [before, after] = example.mended;
  const isShort = !after.includes('\n') && !before.includes('\n');
  return [
    `### ${code}`,
    `**${title}.** ${about}`,
    `\`${formula}\``,
    `\`\`\`yaml\n${example.scenario}\n\`\`\``,
    `\`\`\`text\n${saidOf(example)}\n\`\`\``,
    `${cure} ${isShort ? `Here: \`${after}\` instead of \`${before}\`.` : `Here:\n\n\`\`\`yaml\n${undented(after)}\n\`\`\`\n\ninstead of\n\n\`\`\`yaml\n${undented(before)}\n\`\`\``}`,
  ];
}

/** The first line begins where it was cut out: the others lose what they are indented by. */
function undented(piece: string): string {
  const [first, ...rest] = piece.split('\n');
  const indent = Math.min(...rest.map((line) => line.search(/\S/)), Number.POSITIVE_INFINITY);
  return [first, ...rest.map((line) => line.slice(indent))].join('\n');
}

/** The frames of what is found in an example. */
function saidOf(example: Example): string {
  const loaded = loadScenario({ name: 'example.yaml', text: exampleText(example) });
  invariant('scenario' in loaded, 'the example of a rule is a scenario');
  return frames(lint(loaded.scenario).findings, loaded.scenario.sources, { color: false });
}

function anchor(code: string): string {
  return code.toLowerCase();
}
