/** Single runs, in every form. */
import { idleFaults } from '../present/fault-spans.ts';
import { failedOf, type Result } from '../present/result.ts';
import type { Form } from './form.ts';
import { annotationsOf } from './github.ts';
import { runsJson } from './json.ts';
import { junitXml } from './junit.ts';
import { closingCount, resultLines } from './list.ts';
import { markdownPage } from './markdown.ts';
import { storyText } from './text.ts';

export const runForm: Form<Result> = {
  hasFailed: (result) => failedOf(result).length > 0,
  page: storyText,
  lines: resultLines,
  closing: (results, paint) => closingCount(results, (result) => failedOf(result).length > 0, paint),
  warnings: ({ summary }) => idleFaults(summary),
  json: runsJson,
  junit: junitXml,
  markdown: markdownPage,
  annotations: annotationsOf,
};
