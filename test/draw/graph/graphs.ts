/** Service graphs of three sizes, and one with cycles, for the layout's tests. */
import type { Graph } from '../../../src/draw/index.ts';

/** `a > b c` is a waited-for call to b and to c; `a ~ b` one that nobody waits for. */
export function graphOf(text: string): Graph {
  const ids = new Set<string>();
  const edges: { from: string; to: string; kind: 'sync' | 'async' }[] = [];
  for (const line of text.trim().split('\n')) {
    const [from, kind, ...callees] = line.trim().split(/\s+/);
    ids.add(from);
    for (const to of callees) {
      ids.add(to);
      edges.push({ from, to, kind: kind === '~' ? 'async' : 'sync' });
    }
  }
  return { nodes: [...ids].map((id) => ({ id })), edges };
}

export const SIX = graphOf(`
  gateway > web
  web > checkout catalog
  checkout > payments pg
  catalog > pg
  checkout ~ email
`);

export const TWELVE = graphOf(`
  gateway > web mobile
  web > checkout catalog auth
  mobile > checkout catalog auth
  checkout ~ kafka
  checkout > payments inventory cart
  catalog > inventory redis
  catalog > cart
  auth > redis
  cart > redis
  payments > pg
  inventory > pg
  kafka ~ email
`);

export const THIRTY = graphOf(`
  cdn > web
  gateway > web mobile partner
  web > search profile auth checkout catalog
  mobile > search profile auth checkout
  partner > auth orders checkout
  search > index catalog
  profile > users session
  auth > users session
  checkout > cart payments orders
  checkout ~ kafka
  orders > shipping pg
  orders ~ kafka
  catalog > inventory images pricing
  users > pg
  session > redis
  cart > redis pricing promo
  pricing > promo
  payments > ledger bank fraud
  ledger > pg
  fraud > redis recs
  inventory > pg
  promo > pg
  kafka ~ recs email sms audit
  recs > redis
  shipping > carrier
  index ~ images
`);

export const CYCLIC = graphOf(`
  gateway > orders
  orders > stock payments
  payments > ledger orders
  stock ~ gateway
  ledger > payments
`);

export const GRAPHS = { six: SIX, twelve: TWELVE, thirty: THIRTY, cyclic: CYCLIC };
