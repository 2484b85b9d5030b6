/** The samplers of a plan: each distribution once, however often it is written. */
import { compileSampler, type DistributionSpec, type Quantile, toQuantile } from '../dist/index.ts';
import type { Samplers } from '../machine/plan.ts';
import { NONE } from '../terms/columns.ts';

const NO_TABLE = new Float64Array(0);

export class SamplerPool implements Samplers {
  readonly constant: number[] = [];
  readonly tables: Float64Array[] = [];
  private readonly quantiles: (Quantile | undefined)[] = [];
  private readonly known = new Map<string, number>();

  /** Number of the sampler for a distribution as the catalog parses it; NONE for none. */
  of(spec: DistributionSpec | undefined): number {
    if (spec === undefined) return NONE;
    const key = JSON.stringify(spec);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const quantile = toQuantile(spec);
    const number = this.constant.length;
    if (quantile.constant !== undefined) {
      this.constant.push(Math.round(quantile.constant));
      this.quantiles.push(undefined);
    } else {
      this.constant.push(Number.NaN);
      this.quantiles.push(quantile);
    }
    this.tables.push(NO_TABLE);
    this.known.set(key, number);
    return number;
  }

  /** Tabulates what has not been: a plan that is only checked needs no tables. */
  prepare(): void {
    this.quantiles.forEach((quantile, number) => {
      if (quantile !== undefined && this.tables[number] === NO_TABLE)
        this.tables[number] = compileSampler(quantile);
    });
  }
}
