/** What can be told of results of one kind, in every form there is: the same reporters tell of single runs and of many seeds. */
import type { Stop } from '../present/result.ts';
import type { Annotation } from './github.ts';
import type { Paint } from './paint.ts';
import type { TextOptions } from './text.ts';

export interface Form<R extends { readonly stop: Stop | undefined }> {
  /** Whether anything was not as expected, or nothing of it could be judged. */
  hasFailed(result: R): boolean;
  /** The latter. */
  isUnjudged(result: R): boolean;
  /** One result on a page of its own. */
  page(result: R, options: TextOptions): string;
  /** One of several, in few lines. */
  lines(result: R, options: TextOptions): string[];
  /** The last line about several. */
  closing(results: readonly R[], paint: Paint): string;
  /** What somebody should look into, though nothing failed. */
  warnings(result: R): readonly string[];
  json(results: readonly R[], engineVersion: string): string;
  junit(results: readonly R[]): string;
  markdown(results: readonly R[]): string;
  annotations(results: readonly R[]): Annotation[];
}
