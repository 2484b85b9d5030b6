/** The schema of a whole scenario: the machine's part, and what people say about it and expect of it. */
import { z } from 'zod';
import { line, lineUpTo, mapping, text } from '../fields/index.ts';
import { metricCatalog, type SystemSpec, systemShape } from '../sim/index.ts';
import { expectationField, type WrittenExpectation } from './expectation-field.ts';

/** Keys whose lists a scenario may add to with a `+`, instead of replacing those of the file it extends. */
export const GROWING_LISTS = ['consumers', 'load', 'faults', 'expect'] as const;

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
  expect?: WrittenExpectation[];
}
