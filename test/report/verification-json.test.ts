/** The JSON of a verification is what its schema says. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { verificationJson } from '../../src/report/verification/json.ts';
import { verificationJsonSchema } from '../../src/report/verification/json-schema.ts';
import type { Finding } from '../../src/verify/index.ts';
import { closed } from './support/closed-schema.ts';
import {
  badLaw,
  badMachine,
  badTheory,
  goodLaw,
  goodMachine,
  goodTheory,
  verificationOf,
} from './support/verification.ts';

const dataOf = (...findings: Finding[]) => JSON.parse(verificationJson(verificationOf(...findings), '1.2.3'));

describe('the JSON of a verification', () => {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
    closed(verificationJsonSchema()) as object,
  );

  it.each([
    ['where everything holds', [goodTheory, goodMachine, goodLaw]],
    ['where nothing holds', [badTheory, badMachine, badLaw]],
    ['of a single law', [goodLaw]],
  ])('%s has every key its schema tells of, and no other', (_, findings) => {
    validate(dataOf(...findings));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('tells durations in milliseconds, shares from 0 to 1, and what holds', () => {
    const { holds, theories, machines, laws } = dataOf(goodTheory, badTheory, badMachine, goodLaw);
    expect(holds).toBe(false);
    expect(theories[0].claims[0]).toEqual({
      what: 'mean response',
      metric: 'latency-mean',
      of: 'load users',
      formula: 's/(1 − ρ)',
      unit: 'ms',
      theory: 20,
      observed: 19.95,
      halfWidth: 0.27,
      standing: 'holds',
    });
    expect(theories[0].claims[1]).toMatchObject({ unit: 'share', theory: 0.5 });
    expect(theories[1].broken).toHaveLength(5);
    expect(machines[0].rows[2]).toEqual({ documented: null, ours: '40ms ended: rejected' });
    expect(laws).toEqual([{ name: goodLaw.name, title: goodLaw.title, holds: true, told: goodLaw.told }]);
    expect(dataOf(goodTheory, goodLaw).holds).toBe(true);
  });

  it('does not tell the last digits, which other versions of Node may have otherwise', () => {
    const [claim, ...rest] = goodTheory.claims;
    const almost = { ...goodTheory, claims: [{ ...claim, theory: 0.02 * (1 + 2 ** -52) }, ...rest] };
    expect(dataOf(almost)).toEqual(dataOf(goodTheory));
  });
});
