/** Annotations as GitHub Actions take them: files are named from the root of the workspace, wherever the command runs. */
import { relative, resolve } from 'node:path';
import { type Annotation, annotationLine } from '../report/github.ts';

/** One line, to be written to either stream. */
export function annotationFor(annotation: Annotation): string {
  const root = process.env.GITHUB_WORKSPACE;
  if (root === undefined || root === '') return `${annotationLine(annotation)}\n`;
  const file = relative(root, resolve(annotation.file)).replaceAll('\\', '/');
  // What lies outside has no other name.
  return `${annotationLine(file.startsWith('../') ? annotation : { ...annotation, file })}\n`;
}
