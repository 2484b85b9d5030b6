/** `knockon verify` as a process: streams, exit codes, the same numbers each time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale, Workplace } from './support/knockon.ts';

const place = new Workplace();
const knockon = place.knockon.bind(place);
/** Logarithms are a tenth too large: a machine that computes wrongly. */
const CROOKED = 'data:text/javascript,Math.log=((log)=>(x)=>log(x)*1.1)(Math.log)';

beforeAll(buildIfStale, 60_000);
afterAll(() => place.remove());

describe('knockon verify', () => {
  it('shows the checks it is asked for, and exits with 0 when they hold', async () => {
    const { code, out, err } = await knockon(['verify', '--quick', 'little', 'mm1', 'breaker-opens']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^ {2}✓ mean response {7}s\/\(1 − ρ\) +20\.00 +\d\d\.\d\d ± 0\.\d\dms$/m);
    expect(out).toContain('Kleinrock, Queueing Systems I (1975)');
    expect(out).toContain('  ✓ 30ms ended: error                     30ms ended: error');
    expect(out).toContain('✓ everything holds: 1 theory, 1 machine, 1 law');
    for (const line of out.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
    expect(out).not.toContain('\u001b');
  });

  it('tells the same bytes each time, and others with another seed', async () => {
    const [first, second, other] = await Promise.all([
      knockon(['verify', 'held-slots', 'same-seed', '--quick']),
      knockon(['verify', 'same-seed', 'held-slots', '--quick']),
      knockon(['verify', 'held-slots', 'same-seed', '--quick', '--seed', 'blue moon']),
    ]);
    expect(second.out).toBe(first.out);
    expect(other.code).toBe(0);
    expect(other.out).toContain('(blue moon/1 to blue moon/32)');
    expect(other.out).not.toBe(first.out);
  });

  it('exits with 1 where something does not hold, and says how to run that again', async () => {
    const node = ['--import', CROOKED];
    const { code, out } = await knockon(['verify', '--quick', '--seed', 'a b', 'recorded', 'mm1', 'steps'], {
      node,
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^ {2}✗ mean response/m);
    expect(out).toMatch(/^ {4}differs from the theory by \d+(\.\d+)?%; the interval is ± \d/m);
    expect(out).toMatch(/seed 1: \w{16} here, \w{16} recorded/);
    expect(out).toContain('✗ 2 of 3 checks do not hold: mm1, recorded');
    expect(out.trimEnd().split('\n').at(-1)).toBe(
      "  again: knockon verify mm1 recorded --quick --seed 'a b'",
    );
    const json = await knockon(['verify', 'recorded', '--json'], { node });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ holds: false, laws: [{ name: 'recorded', holds: false }] });
  });

  it('writes JSON', async () => {
    const { code, out, err } = await knockon(['verify', 'dead-letter', 'ledger', '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { holds, theories, machines, laws } = JSON.parse(out) as Record<string, { name: string }[]>;
    expect({ holds, theories }).toEqual({ holds: true, theories: [] });
    expect([...machines, ...laws].map(({ name }) => name)).toEqual(['dead-letter', 'ledger']);
  });

  it('checks all of a group', async () => {
    const { out } = await knockon(['verify', 'machines', '--json']);
    const { machines, laws } = JSON.parse(out) as Record<string, { name: string }[]>;
    expect(laws).toEqual([]);
    expect(machines.map(({ name }) => name)).toContain('dead-letter');
  });

  it('lists what there is to check without checking it', async () => {
    const { code, out } = await knockon(['verify', '--list']);
    expect(code).toBe(0);
    expect(out).toMatch(/^theories\n {2}mm1 +M\/M\/1: one server/);
    expect(out).toMatch(/^laws\n {2}recorded +/m);
    for (const line of out.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
    const json = JSON.parse((await knockon(['verify', 'machines', '--list', '--json'])).out);
    expect(Object.keys(json)).toEqual(['machines']);
    expect(json.machines[0]).toEqual({ name: 'retry-exponential', title: expect.any(String) });
  });

  it('knows the names it may be given', async () => {
    const { code, out, err } = await knockon(['verify', 'mm1', 'braker-opens']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('knockon: there is no check "braker-opens"\nDid you mean breaker-opens?\n');
    const far = await knockon(['verify', 'weather']);
    expect(far.err).toContain('knockon verify --list tells all there are');
    expect((await knockon(['verify', '--seed', ''])).code).toBe(2);
  });
});
