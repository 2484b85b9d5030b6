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

  it('misses what a preset fills in only where there is no preset', () => {
    const withRetry = (retry: string) => smallest().replace('20/s } }', `20/s }, retry: ${retry} }`);
    for (const good of ['{ preset: envoy }', '{ preset: envoy, backoff: { max: 1s } }', '{ attempts: 2 }']) {
      expect(isValid(parse(withRetry(good))), good).toBe(true);
      expect(codesOf(withRetry(good)), good).toEqual([]);
    }
    for (const bad of ['{ budget: 10% }', '{ preset: envoi }', '{ attempts: 2, backoff: { max: 1s } }']) {
      expect(isValid(parse(withRetry(bad))), bad).toBe(false);
      expect(codesOf(withRetry(bad))[0], bad).toMatch(/^E2/);
    }
  });

  it('knows the presets of whole chains', () => {
    const withChain = (chain: string) => smallest().replace('20/s } }', `20/s }, policies: ${chain} }`);
    for (const good of ['{ preset: istio }', '[ { timeout: 1s }, { preset: resilience4j } ]'])
      expect(isValid(parse(withChain(good))), good).toBe(true);
    expect(isValid(parse(withChain('{ preset: istoi }')))).toBe(false);
    const changed = '{ preset: resilience4j, retry: { backoff: { max: 1s } }, timeout: 2s }';
    for (const good of [changed, `[ ${changed} ]`]) {
      expect(isValid(parse(withChain(good))), good).toBe(true);
      expect(codesOf(withChain(good)), good).toEqual([]);
    }
    for (const bad of ['{ preset: resilience4j, retry: { atempts: 2 } }', '{ preset: istio, retyr: {} }']) {
      expect(isValid(parse(withChain(bad))), bad).toBe(false);
      expect(codesOf(withChain(bad))[0], bad).toMatch(/^E2/);
    }
  });

  it('states defaults as they are written', () => {
    expect(JSON.stringify(schema)).toContain('"default":"30s"');
    expect(JSON.stringify(schema)).not.toMatch(/"type":"string"[^{}]*"default":\d/);
  });

  // An editor reads it at every key press; what a catalog adds it must hold, but only once.
  it('says hardly anything twice', () => {
    const met = new Set<string>();
    let again = 0;
    const look = (part: unknown) => {
      if (typeof part !== 'object' || part === null) return;
      const text = JSON.stringify(part);
      if (text.length > 60 && met.has(text)) again += text.length;
      else for (const inside of Object.values(part)) look(inside);
      met.add(text);
    };
    look(schema);
    expect(again).toBeGreaterThan(0);
    expect(again / JSON.stringify(schema).length).toBeLessThan(0.05);
  });
});
