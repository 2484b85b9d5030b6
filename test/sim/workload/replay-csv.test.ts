import { describe, expect, it } from 'vitest';
import { arrivalsField, parseReplayCsv } from '../../../src/sim/workload/index.ts';

const rowsOf = (text: string) => {
  const read = parseReplayCsv(text);
  return read.kind === 'rows' ? read.rows : read.problems;
};
const problemsOf = (text: string) => {
  const read = parseReplayCsv(text);
  return read.kind === 'problems' ? read.problems.map(({ line, sentence }) => `${line}: ${sentence}`) : [];
};

describe('the file of a replay', () => {
  it('has seconds and arrivals per second, or durations and rates', () => {
    expect(rowsOf('time,rate\n0,100\n90,250.5\n')).toEqual([
      [0, 100],
      [90, 250.5],
    ]);
    expect(rowsOf('time,rate\n0s,6000/min\n1m30s,1.5k/s\n')).toEqual([
      [0, 100],
      [90, 1500],
    ]);
  });

  it('may come from a spreadsheet: byte order mark, CRLF, quotes, capitals, other columns in any order', () => {
    const text = '\ufeff"Rate","host","Time"\r\n"100","a","0"\r\n"1e3","b","60"\r\n';
    expect(rowsOf(text)).toEqual([
      [0, 100],
      [60, 1000],
    ]);
  });

  it('has commas and quotes between quotes, as spreadsheets write them', () => {
    expect(rowsOf('time,"host, zone",rate\n0,"a, b",100\n60,"say ""a, b""", 200\n')).toEqual([
      [0, 100],
      [60, 200],
    ]);
    expect(problemsOf('time,host,rate\n0,"a, b,100\n')).toEqual(['2: 4 columns where the header has 3']);
    expect(problemsOf('time,rate,note\n0,1,\n1,1\n')).toEqual(['3: 2 columns where the header has 3']);
  });

  it('may hold comments and empty lines, which count as lines', () => {
    expect(rowsOf('# measured\n\ntime,rate\n0,1\n')).toEqual([[0, 1]]);
    expect(problemsOf('# measured\n\ntime,rate\n0,1\n\n5,many\n')).toEqual([
      '6: rate: "many" is not understood; expected a rate such as 200/s, 1.5k/s, 12/min or 3/h',
    ]);
  });

  it('tells every mistake at once, each with its line', () => {
    const problems = problemsOf('time,rate\n-1,5\n1,\n2,5,6\n3 s,5\n4,-2\n1700000000,5\n5,2e9\n');
    expect(problems).toEqual([
      '2: time: "-1" is negative; expected seconds, or a duration such as 1m30s',
      '3: rate: empty; expected arrivals per second, or a rate such as 12/min',
      '4: 3 columns where the header has 2',
      '5: time: "3 s" has a space in it; write 3s',
      '6: rate: "-2" is negative; expected arrivals per second, or a rate such as 12/min',
      '7: time: 1700000000 s is longer than any run; times count from the start of the run, not from a date',
      '8: rate: 2e9 a second is more than 1000M/s',
    ]);
  });

  it.each([
    ['', '1: the file is empty; expected a header "time,rate" and rows'],
    ['0,100\n1,200\n', '1: no header; write "time,rate" above the first row'],
    ['time;rate\n0;1\n', '1: columns are separated by commas: write "time,rate"'],
    ['when,rate\n0,1\n', '1: no column time; expected a header with time and rate, found "when", "rate"'],
    ['time,rate\n', '1: no rows; expected at least one'],
    ['time,rate\n0,1\n5,1\n3,1\n', '4: 3 s is before the row above it (5 s); times must rise'],
    ['time,rate\n0,0\n', '2: every rate is zero, so nobody would ever come'],
  ])('%j: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('stops counting mistakes when they are surely the same one', () => {
    expect(problemsOf(`time,rate\n${'x,1\n'.repeat(500)}`)).toHaveLength(20);
  });

  it('yields rows that a scenario takes in place of the file', () => {
    const rows = rowsOf('time,rate\n0,100\n1h,300\n');
    expect(arrivalsField.parse({ replay: { rows } })).toEqual({
      replay: {
        rows: [
          [0, 100],
          [3600, 300],
        ],
        spacing: 'poisson',
      },
    });
  });
});
