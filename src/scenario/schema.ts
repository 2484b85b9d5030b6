/** The schema of a whole scenario: the machine's part, and what people say about it and expect of it. */
import { z } from 'zod';
import { line, lineUpTo, mapping, name, positiveDuration, share, text } from '../fields/index.ts';
import { metricCatalog, type SystemSpec, systemShape } from '../sim/index.ts';
import { expectationField, type WrittenExpectation } from './expectation.ts';

const objective = mapping({
  name: name.meta({ description: 'What the objective is called.' }),
  of: name.meta({ description: 'The load it is about.' }),
  success: share.meta({ description: 'Share of the requests that must be good.' }),
  within: positiveDuration
    .optional()
    .meta({ description: 'A good answer comes no later than this; default the limit of the load.' }),
}).meta({ description: 'What the users were promised (an SLO).' });

export interface Objective {
  readonly name: string;
  readonly of: string;
  readonly success: number;
  readonly within?: number;
}

/** Keys whose lists a scenario may add to with a `+`, instead of replacing those of the file it extends. */
export const GROWING_LISTS = ['consumers', 'load', 'faults', 'objectives', 'expect'] as const;

export const scenarioSchema = mapping({
  title: line.meta({ description: 'What happens, in one line.' }),
  question: lineUpTo(500).optional().meta({ description: 'What a reader should ask before looking.' }),
  description: text.optional().meta({ description: 'What there is to know about it.' }),
  extends: lineUpTo(200)
    .optional()
    .meta({
      description: 'A file beside this one whose keys are taken over; mappings merge, lists are replaced.',
      examples: ['system.yaml'],
    }),
  ...systemShape,
  objectives: z.array(objective).max(100).optional().meta({ description: 'What the users were promised.' }),
  expect: z
    .array(expectationField(metricCatalog))
    .max(1000)
    .optional()
    .meta({ description: 'What the run is expected to show; checked after it.' }),
}).meta({
  title: 'A Knockon scenario',
  description: 'How failures spread through services: a system, its load, its faults, and what is expected.',
});

/** What the schema answers with. */
export interface CheckedScenario extends SystemSpec {
  title: string;
  question?: string;
  description?: string;
  extends?: string;
  objectives?: Objective[];
  expect?: WrittenExpectation[];
}
