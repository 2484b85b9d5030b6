/** Parts of the JSON Schema that single runs and many seeds share. */
import { list, mapping, number, orNull, type Schema, text, yes } from './schema-words.ts';

export const PHASE = text('before-faults, during-faults, after-faults, warm-up or whole');

export const STOPPED: Schema = orNull(
  mapping(
    { by: text('events, seconds, memory, SIGINT or SIGTERM'), sentence: text('The same for people.') },
    'Why it stopped before its end; null when it did not.',
  ),
);

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
  'The phases between which the faults divide the run; the one `whole` without faults.',
);
