import { describe, expect, test } from 'vitest';
import { readTree } from './source.ts';

describe('the page about the house', () => {
  const [page] = readTree(['docs']).filter(({ path }) => path === 'docs/architecture.md');
  const paths = new Set(readTree().map(({ path }) => path));

  test('names only files that are there', () => {
    const named = [...page.text.matchAll(/`([\w./-]+\.(?:tsx?|mjs|md))`/g)].map(([, path]) => path);
    const missing = named.filter(
      (path) => !['', 'src/', 'src/sim/'].some((folder) => paths.has(folder + path)),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });

  test('says of every file of the machine what it is about, and of none that is not there', () => {
    const start = page.text.indexOf('### The machine, file by file');
    const section = page.text.slice(start, page.text.indexOf('\n## ', start));
    const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| about'));
    const told = rows.flatMap((row) => [...row.matchAll(/`([\w-]+)`/g)].map(([, name]) => name));
    const files = [...paths].flatMap((path) => /^src\/sim\/machine\/([\w-]+)\.ts$/.exec(path)?.[1] ?? []);
    expect([...told, 'machine'].sort()).toEqual(files.sort());
  });
});
