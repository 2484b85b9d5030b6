/** Scenarios run with many seeds, in every form. */
import { isUnjudged } from '../../present/result.ts';
import { hasFailedOnSeeds, type SeedsResult } from '../../present/seeds-result.ts';
import type { Form } from '../form.ts';
import { closingCount } from '../list.ts';
import { seedsAnnotations } from './github.ts';
import { seedsJson } from './json.ts';
import { seedsJunit } from './junit.ts';
import { seedsMarkdown } from './markdown.ts';
import { seedsLines, seedsPage } from './text.ts';

export const seedsForm: Form<SeedsResult> = {
  hasFailed: hasFailedOnSeeds,
  isUnjudged,
  page: seedsPage,
  lines: seedsLines,
  closing: (results, paint) => closingCount(results, hasFailedOnSeeds, paint),
  warnings: ({ warnings }) => warnings,
  json: seedsJson,
  junit: seedsJunit,
  markdown: seedsMarkdown,
  annotations: seedsAnnotations,
};
