/** L115: a retry around calls that nothing ends. */
import type { Rule } from '../rule.ts';
import { sayEdge } from '../say.ts';
import { givesUp, triesAgainAfterSilence } from '../sketch/index.ts';
import { operationsWithoutTimeout, triesAgain } from './no-timeout.ts';

export const retryWithoutTimeout: Rule = {
  code: 'L115',
  title: 'A retry without a timeout',
  about:
    'A retry acts on failures. Without a timeout inside or around it, or on the way to it, an attempt that hangs never fails: the retry waits with it for ever, and helps only against errors that are told.',
  formula: 'attempts without a timeout: the first may last for ever',
  cure: 'A timeout inside of the retry, for each attempt.',
  example: {
    scenario: `services:
  front:
    concurrency: { threads: 100 }
    operations:
      show:
        - call: currency.rate
          retry: { attempts: 3 }
  currency:
    concurrency: { threads: 100 }
    operations:
      rate: [ { work: 50ms } ]
load:
  - { name: visitors, operation: front.show, arrivals: { poisson: 40/s } }`,
    mended: ['retry: { attempts: 3 }', 'retry: { attempts: 3 }\n          timeout: 500ms'],
  },
  find(sketch) {
    const endless = operationsWithoutTimeout(sketch, 'all');
    return sketch.wiring.sites
      .filter((site) => triesAgain(site) && !givesUp(site) && site.verb !== 'notify')
      .filter(({ caller }) => caller.kind !== 'operation' || endless.has(caller.name))
      .map((site) => {
        const retry = site.chain.find(triesAgainAfterSilence) ?? site.chain[0];
        return {
          path: retry.path,
          sentence: `this retry never acts if ${site.callee} hangs: no attempt of it has a timeout`,
          formula: `${retry.trait.retry?.attempts} attempts of ${sayEdge(site)}, of which the first may last for ever`,
          fix: 'a timeout after the retry: it then limits each attempt',
          missesTimeout: site.chain.map((layer) => layer.path),
        };
      });
  },
};
