/** What the JSON of a verification promises, as a JSON Schema. */
import { list, mapping, maybe, number, type Schema, text } from '../schema-words.ts';
import { VERIFICATION_VERSION } from './json.ts';

const holds = (of: string): Schema => ({ type: 'boolean', description: `Whether ${of} holds.` });
const name = text('What it is asked for by.');
const title = text('What it is, in a line.');
const source = text('Where it comes from.');
const broken = list(
  { type: 'string' },
  "Entries of the ledger that do not balance, and places that break Little's law, in any of its runs.",
);

const claim = mapping(
  {
    what: text('What it is the value of.'),
    metric: text('The metric that observed it.'),
    of: text('Kind and name of whom it is about.'),
    formula: text('The formula.'),
    unit: {
      enum: ['share', 'perSecond', 'ms', 'count', 'ratio'],
      description: 'Of the numbers: shares run from 0 to 1.',
    },
    theory: number('What the formula gives.'),
    observed: number('The mean over the seeds.'),
    halfWidth: number('The interval is observed ± this.'),
    standing: {
      enum: ['holds', 'differs', 'noisy'],
      description: 'noisy: the interval is too wide to conclude anything, which counts as not holding.',
    },
  },
  'A number of the theory.',
);

export function verificationJsonSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Knockon verification',
    ...mapping(
      {
        formatVersion: {
          const: VERIFICATION_VERSION,
          description: 'Grows when a reader of the last version could misread the next.',
        },
        engineVersion: text('Version of Knockon.'),
        holds: holds('everything that was asked for'),
        asked: number('Checks asked for; there are fewer findings where it was stopped before its end.'),
        seed: text('From which all seeds are made.'),
        isQuick: { type: 'boolean', description: 'Whether only a fifth of the simulated time was run.' },
        seeds: number('Independent runs of each theory.'),
        confidenceShare: number('With which all intervals hold at once, 0 to 1.'),
        family: number('Among how many claims the rest is divided: all there are, asked for or not.'),
        theories: list(
          mapping(
            { name, title, source, holds: holds('it'), claims: list(claim, 'Its claims.'), broken },
            'A theory.',
          ),
          'Theory beside observation.',
        ),
        machines: list(
          mapping(
            {
              name,
              title,
              source,
              rule: text('What the document prescribes.'),
              holds: holds('it'),
              rows: list(
                mapping(
                  {
                    documented: maybe('string', 'As documented; null where we have one more.'),
                    ours: maybe('string', 'As simulated; null where the document has one more.'),
                  },
                  'An instant of the timeline.',
                ),
                'The timeline, in order.',
              ),
              broken,
            },
            'A machine.',
          ),
          'Documented machines beside ours.',
        ),
        laws: list(
          mapping({ name, title, holds: holds('it'), told: text('What was seen.') }, 'A law.'),
          'Laws of every run.',
        ),
      },
      'What `knockon verify --json` writes.',
    ),
  };
}
