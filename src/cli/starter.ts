/** The scenario that `knockon new` writes: small, commented, and true. */

export const STARTER = `# A scenario: a system, its load, what goes wrong, and what you expect of it.
#   knockon run FILE      runs it and checks the expectations
#   knockon check FILE    finds mistakes without running it
#   knockon list          what else can be written here
# For completion in your editor: knockon schema > scenario.schema.json, and as the first line here
#   yaml-language-server: $schema=scenario.schema.json   (behind a #)
title: The shop while stock is slow
question: Stock gets five times slower for twenty seconds. Do shoppers notice, and for how long?

# Simulated time. What happens during the warm-up is left out of the totals. Same seed, same luck.
run: { length: 2m, warmup: 10s, seed: 1 }

services:
  web:
    replicas: 2
    concurrency: { threads: 50 } # per replica; a thread is held until its answer is there
    queue: { limit: 100 } # one more is refused
    operations:
      buy: # steps, one after another
        - work: { exponential: 5ms } # times vary: exponential, or { median: 8ms, p99: 40ms }, or plain 5ms
        - call: stock.reserve
          retry: { attempts: 2 } # policies wrap the call, the first one listed is the outermost:
          timeout: 300ms # here each of two attempts has 300ms; above the retry it would be for both together
  stock:
    concurrency: { threads: 10 }
    queue: { limit: 50 }
    operations:
      reserve:
        - work: { median: 20ms, p99: 80ms }

load:
  - { name: shoppers, operation: web.buy, arrivals: { poisson: 150/s } }

# What goes wrong, and when. Leave it out for once with: knockon run FILE --without stock
faults:
  - { slow: stock, factor: 5, at: 40s, for: 20s }

# What must hold, or the exit code is 1. during: before-faults, during-faults, after-faults, 70s..100s, last 30s
expect:
  - { goodput: shoppers, during: before-faults, at-least: 99% }
  - { goodput: shoppers, during: during-faults, below: 90%, note: slow stock can serve 84 a second of 150 }
  - { goodput: shoppers, during: last 30s, at-least: 99%, note: and it comes back by itself }
  - { latency-p99: shoppers, during: before-faults, below: 250ms }
`;
