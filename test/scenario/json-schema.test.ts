/** The published schema says what the loader says. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scenarioJsonSchema } from '../../src/scenario/index.ts';
import { codesOf, smallest } from './support/mistakes.ts';
import { SHOP } from './support/shop.ts';

const schema = scenarioJsonSchema();
const isValid = new Ajv({ strict: false }).compile(schema);

describe('the published schema', () => {
  it('is of the draft that editors read', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  });

  it('refers to nothing that is not defined', () => {
    const definitions = Object.keys(schema.definitions as object);
    const used = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(new Set(used)).toEqual(new Set(definitions));
  });

  it('accepts what the loader accepts', () => {
    for (const text of [SHOP, smallest()])
      expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true);
  });

  it('refuses what the loader refuses for its shape', () => {
    const wrong = [
      smallest('unknown: 1\n'),
      smallest().replace('20/s', '20'),
      smallest().replace('2ms', '2 ms'),
      smallest().replace('poisson', 'poison'),
      smallest().replace('threads: 4', 'threads: 0'),
      smallest().replace('title: The smallest', 'question: why?'),
      smallest('expect:\n  - { goodput: visitors, at-least: 99 }\n'),
      smallest('expect:\n  - { goodputt: visitors, at-least: 99% }\n'),
      smallest('faults:\n  - { slow: web }\n'),
    ];
    for (const text of wrong) {
      expect(isValid(parse(text)), text).toBe(false);
      expect(codesOf(text)[0], text).toMatch(/^E2/);
    }
  });

  it('states defaults as they are written', () => {
    expect(JSON.stringify(schema)).toContain('"default":"30s"');
    expect(JSON.stringify(schema)).not.toMatch(/"type":"string"[^{}]*"default":\d/);
  });

  it('is small enough to be read at every key press', () => {
    expect(JSON.stringify(schema).length).toBeLessThan(200_000);
  });
});
