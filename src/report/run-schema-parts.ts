/** Parts that the JSON Schemas of single runs, of many seeds and of streams share. */
import { list, mapping, maybe, number, orNull, type Schema, text, yes } from './schema-words.ts';

export const PHASE = text('before-faults, during-faults, after-faults, warm-up or whole');

export const STOPPED: Schema = orNull(
  mapping(
    { by: text('events, seconds, memory, SIGINT or SIGTERM'), sentence: text('The same for people.') },
    'Why it stopped before its end; null when it did not.',
  ),
);

const PHASES_ARE = 'The phases between which the faults divide the run; the one `whole` without faults.';

export const PHASES: Schema = list(
  mapping(
    {
      name: PHASE,
      fromMs: number('Begin.'),
      toMs: number('End.'),
      isCutShort: yes('Whether the run stopped inside of it.'),
    },
    'A phase.',
  ),
  PHASES_ARE,
);

export const PHASES_OF_SEEDS: Schema = list(
  mapping(
    {
      name: PHASE,
      fromMs: maybe('number', 'Begin; null where it differs from seed to seed.'),
      toMs: maybe('number', 'End; null where it differs from seed to seed.'),
      isCutShort: yes('Whether any run stopped inside of it.'),
    },
    'A phase that at least one seed had.',
  ),
  PHASES_ARE,
);

export const EXPECTATION: Schema = mapping(
  {
    standing: {
      enum: ['held', 'failed', 'not-judged'],
      description:
        'held, failed, or not-judged: the run stopped before the end of what it is about, or its time is not known, since a fault that waits was left out.',
    },
    text: text('What is expected.'),
    sentence: text('The same with what was observed.'),
    note: maybe('string', "The author's note."),
    metric: text('Key of the metric, as in the summary.'),
    subject: maybe('string', 'Whom it is about.'),
    observed: {
      type: ['number', 'null'],
      description: 'In the unit that the key of the metric tells; null when there was nothing to observe.',
    },
    file: text('File in which it stands.'),
    line: number('Line, from 1.'),
    column: number('Column, from 1.'),
  },
  'One expectation.',
);
