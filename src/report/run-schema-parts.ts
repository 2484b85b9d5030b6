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

/** What happened over the time of an expectation that failed. */
export const EVIDENCE: Readonly<Record<string, Schema>> = {
  causes: list(
    mapping(
      {
        load: text('Whose requests.'),
        cause: text('As in `failures`.'),
        edge: maybe('string', 'The edge on which it went wrong.'),
        share: number('Of the requests of the load, as in `failures`.'),
        isDegraded: yes('As in `failures`.'),
      },
      'One reason.',
    ),
    'Why requests did not end ok: of the load that the expectation is about, otherwise of every load, the one with the most first. Reasons below 0.05% are left out.',
  ),
  deliveries: list(
    mapping(
      {
        edge: text('From a queue to the operation that handles its messages.'),
        cause: text('How they ended for the consumer: an outcome.'),
        share: number('Of the deliveries there that ended.'),
      },
      'One reason.',
    ),
    'Deliveries of messages that failed: of the queue that the expectation is about, of none where it is about a load, otherwise of all; the most frequent first.',
  ),
  hot: list(
    mapping(
      {
        service: text('Its name.'),
        isDown: yes('It was asked, nobody was there, and it did nothing.'),
        utilisationShare: maybe('number', 'Share of its slots, or of its cores, that were busy: the larger.'),
        queueDepth: maybe('number', 'Attempts that waited, on average.'),
        turnedAwayShare: maybe('number', 'Share of the attempts that were turned away.'),
        metNobodyShare: maybe('number', 'Those of them that came to a replica that was down or closed.'),
        wastedShare: maybe('number', 'Share of its busy time spent for callers who had left.'),
      },
      'One service.',
    ),
    'Services that were at least 85% busy, turned 2% of the attempts away, or spent 2% of their time in vain; the worst first. Of a load, only those that its requests wait for.',
  ),
  amplification: orNull(
    mapping(
      { edge: text('Its name.'), ratio: number('Tries that each call there had made.') },
      'The edge where each call had the most tries, of a load among those on its way; null where none had 1.2 or more.',
    ),
  ),
};

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
    evidence: orNull(
      mapping(EVIDENCE, 'What happened over the time it is about; null of one that did not fail.'),
    ),
    file: text('File in which it stands.'),
    line: number('Line, from 1.'),
    column: number('Column, from 1.'),
  },
  'One expectation.',
);
