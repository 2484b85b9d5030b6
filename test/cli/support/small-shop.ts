/** A scenario that runs in milliseconds: calls, a retry, a fault, and expectations that hold. */
export const SMALL_SHOP = `title: A slow stock for ten seconds
question: Do shoppers notice?
run: { length: 40s, warmup: 5s, seed: 3 }
services:
  web:
    concurrency: { threads: 20 }
    queue: { limit: 20 }
    operations:
      buy:
        - work: 2ms
        - { call: stock.reserve, retry: { attempts: 2 }, timeout: 100ms }
  stock:
    concurrency: { threads: 4 }
    queue: { limit: 10 }
    operations:
      reserve: [ { work: { exponential: 20ms } } ]
load:
  - { name: shoppers, operation: web.buy, arrivals: { poisson: 50/s } }
faults:
  - { slow: stock, factor: 10, at: 15s, for: 10s }
expect:
  - { goodput: shoppers, during: before-faults, at-least: 95% }
  - { goodput: shoppers, during: during-faults, below: 80% }
  - { goodput: shoppers, during: last 5s, at-least: 95% }
`;

/** The same with an expectation that fails: the second but last line of it. */
export const DISAPPOINTED = SMALL_SHOP.replace('below: 80% }', 'at-least: 99%, note: "<b>stock</b> & co" }');
/** Its line. */
export const DISAPPOINTING_LINE = DISAPPOINTED.split('\n').findIndex((line) => line.includes('<b>')) + 1;
