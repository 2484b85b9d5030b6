/** Single runs, in every form. */
import { idleFaults } from '../present/fault-spans.ts';
import { hasFailed, isUnjudged, type Result } from '../present/result.ts';
import type { Form } from './form.ts';
import { annotationsOf } from './github.ts';
import { runsJson } from './json.ts';
import { junitXml } from './junit.ts';
import { closingCount, resultLines } from './list.ts';
import { markdownPage } from './markdown.ts';
import { storyText } from './text.ts';

export const runForm: Form<Result> = {
  hasFailed,
  isUnjudged,
  page: storyText,
  lines: resultLines,
  closing: (results, paint) => closingCount(results, hasFailed, paint),
  warnings: ({ summary }) => idleFaults(summary),
  json: runsJson,
  junit: junitXml,
  markdown: markdownPage,
  annotations: annotationsOf,
};
