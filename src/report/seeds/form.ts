/** Scenarios run with many seeds, in every form. */
import { failedOfSeeds, type SeedsResult } from '../../present/seeds-result.ts';
import type { Form } from '../form.ts';
import { closingCount } from '../list.ts';
import { seedsAnnotations } from './github.ts';
import { seedsJson } from './json.ts';
import { seedsJunit } from './junit.ts';
import { seedsMarkdown } from './markdown.ts';
import { seedsLines, seedsPage } from './text.ts';

export const seedsForm: Form<SeedsResult> = {
  hasFailed: (result) => failedOfSeeds(result).length > 0,
  page: seedsPage,
  lines: seedsLines,
  closing: (results, paint) => closingCount(results, (result) => failedOfSeeds(result).length > 0, paint),
  warnings: ({ warnings }) => warnings,
  json: seedsJson,
  junit: seedsJunit,
  markdown: seedsMarkdown,
  annotations: seedsAnnotations,
};
