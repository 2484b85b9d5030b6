/** What there is to check, by name, and how it is asked for. */
import { describe, expect, it } from 'vitest';
import { textColumns } from '../../src/draw/index.ts';
import { catalog, checkNames, checksNamed } from '../../src/verify/index.ts';
import { theories } from '../../src/verify/theory/index.ts';

describe('the catalog', () => {
  it('has a name of its own for everything, and groups besides', () => {
    const names = checkNames();
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(names.slice(0, 3)).toEqual(['theories', 'machines', 'laws']);
  });

  it('finds one by its name, all of a kind by the group, and nobody by another word', () => {
    expect(checksNamed('mm1').map(({ entry }) => entry.name)).toEqual(['mm1']);
    const all = ['theories', 'machines', 'laws'].flatMap(checksNamed);
    expect(all).toEqual(catalog);
    expect(checksNamed('mm')).toEqual([]);
  });

  it('has claims that fit their columns on the page', () => {
    const claims = theories.flatMap((theory) => theory.claims);
    expect(claims.filter(({ what }) => textColumns(what) > 19).map(({ what }) => what)).toEqual([]);
    expect(claims.filter(({ formula }) => textColumns(formula) > 25).map(({ formula }) => formula)).toEqual(
      [],
    );
  });
});
