/** A scenario that uses a little of everything. */
export const SHOP = `title: A brownout in payments takes the shop down for good
question: Payments was slow for twenty seconds. Why is checkout still dead two minutes later?
run: { length: 4m, warmup: 20s, seed: 7 }

services:
  web:
    replicas: 3
    concurrency: { threads: 64 }
    queue: { limit: 128 }
    operations:
      checkout:
        - work: 2ms
        - call: orders.place
          timeout: 800ms
          retry: { attempts: 3, backoff: { base: 50ms, factor: 2, jitter: full } }
      browse:
        - work: { exponential: 3ms }
  orders:
    replicas: 2
    concurrency: { threads: 32 }
    queue: { limit: 64 }
    operations:
      place:
        - work: { median: 8ms, p99: 40ms }
        - parallel:
            - call: payments.charge
              policies: careful
            - call: stock.reserve
        - publish: order-placed
        - send: invoices
  payments:
    concurrency: { threads: 32 }
    operations: { charge: [ { work: 10ms } ] }
  stock:
    concurrency: { threads: 32 }
    operations: { reserve: [ { work: 1ms } ] }

policies:
  careful:
    - retry: { attempts: 2 }
    - timeout: 500ms

brokers:
  bus: { kind: queue, topics: { order-placed: {} } }
  jobs: { kind: queue, queues: { invoices: { visibility: 30s, receives: 3 } } }
consumers:
  - { from: order-placed, group: mail, call: stock.reserve, replicas: 2 }
  - { from: invoices, call: payments.charge, concurrency: 4 }

load:
  - { name: shoppers, operation: web.checkout, arrivals: { poisson: 200/s } }
  - { name: visitors, operation: web.browse, users: 500, think: { exponential: 4s } }

faults:
  - { slow: payments, factor: 10, at: 60s, for: 20s }

expect:
  - { goodput: shoppers, during: before-faults, at-least: 99% }
  - { latency-p99: web -> orders.place, during: last 30s, below: 800ms }
  - { amplification: orders -> payments.charge, during: after-faults, at-most: 1.1x }
`;
