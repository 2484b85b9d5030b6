/** What is written from definitions lies in the repository as they are now. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandPage, referenceFiles, schemaPages } from '../../src/cli/pages.ts';
import { knockonProgram } from '../../src/cli/program.ts';

const pages = [...referenceFiles(), commandPage(knockonProgram()), ...schemaPages()];

describe('the written pages', () => {
  it.each(pages)('$file is up to date; if not: npm run reference', ({ file, text }) => {
    const place = new URL(`../../${file}`, import.meta.url);
    expect(existsSync(place), file).toBe(true);
    expect(readFileSync(place, 'utf8')).toBe(text);
  });
});
