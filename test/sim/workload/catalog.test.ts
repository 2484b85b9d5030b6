import { describe, expect, it } from 'vitest';
import { SECOND } from '../../../src/base/time.ts';
import { childKey0, childKey1, drawUniform } from '../../../src/sim/kernel/luck.ts';
import { FOR_GAP } from '../../../src/sim/terms/purposes.ts';
import { arrivalsField, compileArrivals, workloads } from '../../../src/sim/workload/index.ts';

const members = Object.values(workloads);

/** What can be compiled as it stands: a replay needs its rows. */
const readable = [
  { poisson: '200/s' },
  { constant: '12/min' },
  { bursts: { size: 50, every: '10s' } },
  { renewal: '5ms' },
  { renewal: { gamma: { mean: '5ms', cv: 0.5 } } },
  { renewal: { hyperexponential: { mean: '20ms', cv: 3 } } },
  { renewal: { uniform: { from: '1ms', to: '3ms' } } },
  {
    replay: {
      rows: [
        [0, 100],
        [60, 300],
      ],
    },
  },
  {
    replay: {
      rows: [
        [0, 100],
        [60, 300],
      ],
      spacing: 'constant',
    },
  },
];

describe('the catalog of workloads', () => {
  it.each(members)('$name: its example is read into one verb', ({ name, example }) => {
    expect(Object.keys(arrivalsField.parse(example))).toEqual([name]);
  });

  it.each(readable)('%j: the gap has the mean and variance it states, and the mean is 1', (arrivals) => {
    const { gap } = compileArrivals(arrivalsField.parse(arrivals));
    expect(gap.mean).toBe(1);
    // Midpoints of equal slices of probability; the last slice of an unbounded tail is what is missing.
    const slices = 200_000;
    let mean = 0;
    let square = 0;
    for (let i = 0; i < slices; i++) {
      const x = gap.at((i + 0.5) / slices);
      mean += x / slices;
      square += (x * x) / slices;
    }
    expect(mean).toBeCloseTo(1, 3);
    expect(square - mean * mean).toBeCloseTo(gap.variance, 1);
    if (gap.constant !== undefined) expect(gap.constant).toBe(1);
    else for (const u of [0.001, 0.3, 0.5, 0.9, 0.999]) expect(gap.below(gap.at(u))).toBeCloseTo(u, 6);
  });

  it.each([
    [{ poisson: '200/s' }, 200, 1],
    [{ constant: '12/min' }, 0.2, 1],
    [{ bursts: { size: 50, every: '10s' } }, 0.1, 50],
    [{ renewal: '5ms' }, 200, 1],
    [{ renewal: { gamma: { mean: '5ms', cv: 0.5 } } }, 200, 1],
  ])('%j: comes %d times a second, %d together', (arrivals, perSecond, batch) => {
    const load = compileArrivals(arrivalsField.parse(arrivals));
    expect(load.curve.at).toEqual([0]);
    expect(load.curve.rate[0]).toBeCloseTo(perSecond, 9);
    expect(load.batch).toBe(batch);
  });

  it.each([
    { poisson: '200/s' },
    { constant: '200/s' },
    { renewal: { gamma: { mean: '5ms', cv: 0.5 } } },
    { renewal: { hyperexponential: { mean: '5ms', cv: 3 } } },
  ])('%j: with drawn luck, 200 come in a second in the long run', (arrivals) => {
    const { curve, gap } = compileArrivals(arrivalsField.parse(arrivals));
    const drawn = 200_000;
    let seconds = 0;
    for (let n = 0; n < drawn; n++) {
      const u = drawUniform(childKey0(5, 0, 1, n), childKey1(5, 0, 1, n), FOR_GAP);
      seconds += gap.at(u) / curve.rate[0];
    }
    // Four standard deviations of a mean of so many gaps; the clockwork has none, only rounding.
    const tolerance = 4 * Math.sqrt(gap.variance / drawn) + 1e-9;
    expect(Math.abs(drawn / seconds / 200 - 1)).toBeLessThan(tolerance);
  });

  it('gaps keep the variation of the distribution they are drawn from', () => {
    const { gap } = compileArrivals(arrivalsField.parse({ renewal: { gamma: { mean: '5ms', cv: 0.5 } } }));
    expect(gap.variance).toBeCloseTo(0.25, 9);
    expect(compileArrivals(arrivalsField.parse({ renewal: '5ms' })).gap.constant).toBe(1);
  });

  it.each([
    [{ poisson: 200 }, '200 has no unit; write 200/s'],
    [{ poisson: '0/s' }, '0/s is no rate at all'],
    [{ poison: '200/s' }, 'did you mean "poisson"?'],
    ['poisson', 'write it as a key with its value'],
    [{ bursts: { size: 0, every: '10s' } }, '0 is not a whole number'],
    [{ bursts: { size: 5, evry: '10s' } }, 'did you mean "every"?'],
    [{ renewal: '0s' }, 'endlessly many arrivals at once'],
    [{ replay: { rows: [] } }, 'no rows; expected at least one'],
    [
      {
        replay: {
          rows: [
            [0, 5],
            [0, 6],
          ],
        },
      },
      'stands twice',
    ],
    [
      {
        replay: {
          rows: [
            [3, 5],
            [1, 6],
          ],
        },
      },
      '1 s is before the row above it (3 s)',
    ],
    [{ replay: { rows: [[0, 0]] } }, 'nobody would ever come'],
    [{ replay: { rows: [[0, 5, 6]] } }, 'expected a pair'],
    [{ replay: { rows: [[0, '5/s']] } }, '"5/s" is not a number'],
    [{ replay: { file: 'rates.csv', rows: [[0, 5]] } }, 'cannot stand together'],
  ])('%j is refused with a sentence that helps', (wrong, sentence) => {
    const read = arrivalsField.safeParse(wrong);
    expect(read.error?.issues.map((issue) => issue.message).join(' · ')).toContain(sentence);
  });
});

describe('a replay', () => {
  const compile = (replay: object) => compileArrivals(arrivalsField.parse({ replay }));

  it('follows its rows', () => {
    const { curve } = compile({
      rows: [
        [0, 100],
        [1.5, 250],
        [60, 0],
      ],
    });
    expect(curve).toEqual({ at: [0, 1.5 * SECOND, 60 * SECOND], rate: [100, 250, 0] });
  });

  it('has the rate of its first row until then', () => {
    const { curve } = compile({
      rows: [
        [10, 100],
        [20, 50],
      ],
    });
    expect(curve).toEqual({ at: [0, 10 * SECOND, 20 * SECOND], rate: [100, 100, 50] });
  });

  it('is spaced by luck unless it asks for even gaps', () => {
    expect(compile({ rows: [[0, 1]] }).gap.constant).toBeUndefined();
    expect(compile({ rows: [[0, 1]], spacing: 'constant' }).gap.constant).toBe(1);
  });

  it('cannot be compiled before its file is read', () => {
    expect(() => compile({ file: 'rates.csv' })).toThrow('read from its file before it is compiled');
  });
});
