/** What the JSON of many seeds promises, and its part of the page for people. */

import { EVIDENCE, PHASES_OF_SEEDS, STOPPED } from '../run-schema-parts.ts';
import {
  byName,
  keysOfItems,
  keyTable,
  list,
  mapping,
  maybe,
  meaningOf,
  number,
  orNull,
  type Schema,
  text,
} from '../schema-words.ts';

const share: Readonly<Record<string, Schema>> = {
  seeds: number('So many seeds.'),
  of: number('Of so many.'),
  share: maybe('number', 'Their share, 0 to 1; null of none.'),
  lowShare: number('Lower end of its 95% interval (Wilson).'),
  highShare: number('Upper end.'),
};

const spread = (description: string): Schema =>
  mapping(
    {
      measured: number('Seeds with something to measure.'),
      median: maybe('number', 'The median over them.'),
      low: maybe(
        'number',
        'Lower end of the 95% interval of the median, from order statistics; null for fewer than six seeds.',
      ),
      high: maybe('number', 'Upper end.'),
      least: maybe('number', 'The least over all seeds.'),
      most: maybe('number', 'The most.'),
      groups: orNull(
        list(
          mapping(
            {
              ...share,
              median: maybe('number', 'The median of the group.'),
              firstSeed: text('The first seed in it.'),
            },
            'One group.',
          ),
          'The two groups, the lower one first, where the values split into two that are clearly apart (bistable); null where they do not.',
        ),
      ),
    },
    description,
  );

export const EXPERIMENT: Readonly<Record<string, Schema>> = {
  file: text('The scenario file as it was named; - for standard input.'),
  title: text('Its title.'),
  question: maybe('string', 'Its question.'),
  scenarioHash: text('As in a run.'),
  seeds: list({ type: 'string' }, 'The seeds that were asked for.'),
  atLeastShare: number('Share of the seeds on which each expectation has to hold: --at-least, 1 without.'),
  lengthMs: number('Planned simulated time of each run.'),
  untilMs: number('Simulated time at which each run was to stop.'),
  stopped: STOPPED,
  phases: PHASES_OF_SEEDS,
  loads: byName(
    byName(
      mapping(
        {
          goodputShare: spread('As in the summary of a run, over the seeds.'),
          successShare: spread('The same.'),
          latencyP99Ms: spread('The same.'),
        },
        'What users of one load got in one phase.',
      ),
      'By phase.',
    ),
    'By name of the load.',
  ),
  expectations: list(
    mapping(
      {
        standing: {
          enum: ['held', 'failed', 'not-judged'],
          description:
            'held: on as many seeds as it has to; failed; not-judged: no run came to the end of what it is about, or its time is not known, since a fault that waits was left out.',
        },
        text: text('What is expected.'),
        note: maybe('string', "The author's note."),
        metric: text('Key of the metric, as in the summary of a run.'),
        subject: maybe('string', 'Whom it is about.'),
        held: mapping(share, 'On how many of the seeds on which it was judged it held.'),
        failedSeeds: list({ type: 'string' }, 'Seeds on which it did not.'),
        observed: spread('What was observed over the seeds, in the unit that the key of the metric tells.'),
        evidence: orNull(
          mapping(
            { seed: text('The first seed on which it failed.'), ...EVIDENCE },
            'What happened on that seed over the time it is about, as in a run; null of one that did not fail, or where a budget left no time for it.',
          ),
        ),
        file: text('File in which it stands.'),
        line: number('Line, from 1.'),
        column: number('Column, from 1.'),
        again: maybe('string', 'The command that runs the first seed on which it failed.'),
      },
      'One expectation.',
    ),
    'The expectations, in the order of the scenario.',
  ),
  runs: list(
    mapping(
      {
        seed: text('The seed.'),
        runHash: text('As in a run with this seed alone.'),
        events: number('Events the simulation took.'),
        reachedMs: number('Simulated time that was run.'),
        observed: list({ type: ['number', 'null'] }, 'One number for each expectation.'),
      },
      'One seed.',
    ),
    'The seeds that were run, in the order asked for: all of them unless it was stopped.',
  ),
  again: text('The command that does all of it again.'),
};

export function experimentPage(): string[] {
  const expectations = keysOfItems(EXPERIMENT['expectations']);
  const { properties } = expectations['observed'] as {
    readonly properties: Readonly<Record<string, Schema>>;
  };
  return [
    '## experiments',
    'With `--seeds 1..200` there is one of these for each scenario. What is in it does not depend on how many worker threads there were.',
    keyTable(EXPERIMENT),
    '### expectations of an experiment',
    keyTable(expectations),
    '### a number over many seeds',
    'The values of `loads`, and `observed`:',
    keyTable(properties),
    `Each group, and \`held\`, has \`seeds\`, \`of\`, \`share\`, \`lowShare\` and \`highShare\`: ${meaningOf(share['share'])}`,
    '### runs of an experiment',
    keyTable(keysOfItems(EXPERIMENT['runs'])),
  ];
}
