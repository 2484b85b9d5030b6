/** The comments of a text: every one of them, where it stands, and nothing that only looks like one. */
import { describe, expect, it } from 'vitest';
import { commentsOf } from '../../src/scenario/index.ts';

const seen = (text: string) =>
  commentsOf({ name: 'shop.yaml', text }).map(
    ({ text: comment, range, isAlone }) =>
      `${range.line}:${range.column} ${comment}${isAlone ? ' alone' : ''}`,
  );

describe('comments', () => {
  it('stand alone or behind something', () => {
    expect(seen('# one\na: 1 # two\n\n  # three\nb:\n  - x # four\n')).toEqual([
      '1:1 # one alone',
      '2:6 # two',
      '4:3 # three alone',
      '6:7 # four',
    ]);
  });

  it('are none inside of texts', () => {
    expect(seen('a: "1 # no"\nb: \'# no\'\nc: |\n  # no\n  x\nd: >-\n  y\n  # no\ne: a#no # yes\n')).toEqual([
      '9:9 # yes',
    ]);
  });

  it('stand between brackets, behind tags and anchors, and after a byte order mark', () => {
    expect(seen('\ufeff# first\na: { b: 1, # in\n  c: 2 }\nd: &x # anchored\n  e: *x # alias\n')).toEqual([
      '1:2 # first alone',
      '2:12 # in',
      '4:7 # anchored',
      '5:9 # alias',
    ]);
  });

  it('end where the line ends, whatever ends it', () => {
    expect(seen('a: 1 # one\r\n# two\r\n')).toEqual(['1:6 # one', '2:1 # two alone']);
  });
});
