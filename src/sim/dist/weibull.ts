/** Life spans: with a shape below 1 whatever has lasted will last, above 1 it wears out. */
import { mapping, numberBetween, oneOfKeys, positiveDuration } from '../../fields/index.ts';
import type { DistributionDefinition, Quantile } from './contract.ts';
import { gammaFunction } from './gamma-function.ts';
import { power } from './power.ts';

export type WeibullParams =
  | { readonly mean: number; readonly shape: number }
  | { readonly scale: number; readonly shape: number };

const shape = numberBetween(0.2, 50).meta({
  title: 'shape',
  description: 'Below 1: whatever has lasted will last. 1: exponential. Above 1: it wears out.',
});

export const weibull: DistributionDefinition<WeibullParams> = {
  name: 'weibull',
  title: 'Weibull',
  sentence: 'Time to failure and time to repair, stated by mean (or scale) and shape.',
  params: oneOfKeys('a weibull', {
    mean: mapping({ mean: positiveDuration.meta({ title: 'mean', description: 'The mean.' }), shape }),
    scale: mapping({
      scale: positiveDuration.meta({
        title: 'scale',
        description: '63% of the values are below it, whatever the shape.',
      }),
      shape,
    }),
  }),
  example: { weibull: { mean: '10ms', shape: 0.7 } },
  toQuantile: weibullQuantile,
};

function weibullQuantile(params: WeibullParams): Quantile {
  const first = gammaFunction(1 + 1 / params.shape);
  const second = gammaFunction(1 + 2 / params.shape);
  const scale = 'scale' in params ? params.scale : params.mean / first;
  return {
    at: (u) => scale * power(-Math.log(1 - u), 1 / params.shape),
    below: (x) => (x <= 0 ? 0 : 1 - Math.exp(-power(x / scale, params.shape))),
    mean: scale * first,
    variance: scale * scale * (second - first * first),
  };
}
