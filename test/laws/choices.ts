/**
 * A row of numbers, taken one after another, that decides how something random is built. When it is
 * used up every choice is the first alternative, so whoever lists the simplest first gets shrinking
 * for nothing: a shorter row, and smaller numbers, build a simpler thing.
 */
import fc from 'fast-check';

export class Choices {
  private readonly numbers: readonly number[];
  private next = 0;

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  /** A whole number from 0 to below `count`; 0 is the simplest. */
  below(count: number): number {
    const number = this.numbers[this.next] ?? 0;
    this.next += 1;
    return number % count;
  }

  from(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  one<T>(alternatives: readonly T[]): T {
    return alternatives[this.below(alternatives.length)];
  }

  /** True once in `among` times. */
  chance(among: number): boolean {
    return this.below(among) === among - 1;
  }

  /** A list of `least` to `most` made things. */
  some<T>(least: number, most: number, make: (i: number) => T): T[] {
    return Array.from({ length: this.from(least, most) }, (_, i) => make(i));
  }
}

/** Rows of choices for fast-check. */
export const choices: fc.Arbitrary<number[]> = fc.array(fc.nat({ max: 9999 }), {
  maxLength: 400,
  size: 'max',
});
