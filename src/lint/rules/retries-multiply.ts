/** L121: retries in several layers multiply. */
import type { Finding, Rule } from '../rule.ts';
import { sayEdge } from '../say.ts';
import { type CallSite, isRequest, repeatsOf, type Sketch } from '../sketch/index.ts';

/** Three attempts in each of two layers. */
const TOO_MANY = 9;

export const retriesMultiply: Rule = {
  code: 'L121',
  title: 'Retries in several layers multiply',
  about:
    'Each layer that tries again repeats all attempts of the layers below it. While the last callee fails, one request becomes the product of all attempts on the way, exactly when the callee has nothing to spare. Shown at the last retry of the way. A hedge counts like a retry; one with a budget is not counted, and above the last layer none that leaves failures from deeper alone (`where: here`).',
  formula: 'attempts × attempts × … over the layers of a path ≥ 9',
  cure: 'Try again in one layer only, the one next to what fails or the outermost one.',
  example: {
    scenario: `services:
  web:
    concurrency: { threads: 64 }
    operations:
      checkout:
        - call: orders.place
          retry: { attempts: 3 }
          timeout: 3s
  orders:
    concurrency: { threads: 64 }
    operations:
      place:
        - call: payments.charge
          retry: { attempts: 3 }
          timeout: 500ms
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: web.checkout, arrivals: { poisson: 50/s } }`,
    mended: ['retry: { attempts: 3 }\n          timeout: 3s', 'timeout: 3s'],
  },
  find(sketch) {
    const ways = new Ways(sketch);
    return sketch.wiring.sites.flatMap((site) => findIn(ways, site));
  },
};

function findIn(ways: Ways, site: CallSite): Finding[] {
  const last = site.chain.filter(({ trait }) => multiplies(repeatsOf(trait))).at(-1);
  if (last === undefined || ways.triesAgainBelow(site.callee)) return [];
  const layers = [...ways.into(site.caller.name).layers, ...ways.layersOf(site)];
  const product = layers.reduce((all, { attempts }) => all * attempts, 1);
  if (product < TOO_MANY || layers.length < 2) return [];
  const said = layers.map(({ attempts, edge }) => `${attempts} (${edge})`);
  return [
    {
      path: last.path,
      sentence: `one request may become ${product} attempts at ${site.callee}: the retries on the way multiply`,
      formula: `${said.join(' × ')} = ${product} ≥ ${TOO_MANY}`,
      fix: 'try again in one of these layers only',
    },
  ];
}

/** Does it add to what a failing callee gets? A budget would soon be used up. */
function multiplies(repeats: ReturnType<typeof repeatsOf>): boolean {
  return repeats !== undefined && repeats.attempts > 1 && !repeats.hasBudget;
}

/** One retry on a way. */
interface RetryLayer {
  readonly attempts: number;
  readonly edge: string;
  /** What failed further on is not tried again. */
  readonly passesOn: boolean;
}

/** The ways from loads and consumers to operations. */
class Ways {
  readonly #wiring: Sketch['wiring'];
  readonly #into = new Map<string, { product: number; layers: readonly RetryLayer[] }>();
  readonly #below = new Map<string, boolean>();

  constructor({ wiring }: Sketch) {
    this.#wiring = wiring;
  }

  layersOf(site: CallSite): RetryLayer[] {
    return site.chain.flatMap(({ trait }) => {
      const repeats = repeatsOf(trait);
      if (repeats === undefined || !multiplies(repeats)) return [];
      const passesOn = !repeats.triesAgainOn('error', 'deeper');
      return [{ attempts: repeats.attempts, edge: sayEdge(site), passesOn }];
    });
  }

  /** The way to an operation with the most attempts; circles are gone through once. */
  into(operation: string): { readonly product: number; readonly layers: readonly RetryLayer[] } {
    const known = this.#into.get(operation);
    if (known !== undefined) return known;
    let worst: { product: number; layers: readonly RetryLayer[] } = { product: 1, layers: [] };
    this.#into.set(operation, worst);
    for (const site of this.#wiring.into(operation)) {
      const before =
        site.caller.kind === 'operation' ? this.into(site.caller.name) : { product: 1, layers: [] };
      const own = this.layersOf(site).filter(({ passesOn }) => !passesOn);
      const product = own.reduce((all, { attempts }) => all * attempts, before.product);
      if (product > worst.product) worst = { product, layers: [...before.layers, ...own] };
    }
    this.#into.set(operation, worst);
    return worst;
  }

  /** True where a call further on tries again too: that one is shown. */
  triesAgainBelow(operation: string): boolean {
    const known = this.#below.get(operation);
    if (known !== undefined) return known;
    this.#below.set(operation, false);
    const found = this.#wiring
      .from(operation)
      .some(
        (site) => this.layersOf(site).length > 0 || (isRequest(site) && this.triesAgainBelow(site.callee)),
      );
    this.#below.set(operation, found);
    return found;
  }
}
