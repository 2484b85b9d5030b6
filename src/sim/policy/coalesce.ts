/**
 * Coalesce: calls of one caller replica that ask the same at the same step (their requests have the
 * same key) share one. The first leads; whoever comes while it is under way follows, and ends as it
 * ends, in the same instant, be that well or not.
 *
 * A leader whose caller leaves takes nobody with it: the first who follows leads from then on, and what is
 * under way goes on for all who wait, as in Go's singleflight, where the work is nobody's own (DoChan). Only
 * when the last of them leaves is it given up. It is a *flight* of its leader's, and is handed over; what was sent
 * keeps the deadline of the one who sent it. With `leader-leaves: send-anew` the next leader begins a flight of its
 * own, as the query deduplication of the Apollo Router does (traffic_shaping/deduplication.rs: waiters whose channel
 * closes look again, and the first of them becomes the leader).
 *
 * A leader and those who follow it form a ring through their words; the leader stands between the last and
 * the first. When it has ended, those who followed are woken one after another, an event each, so
 * that no event does an unlimited amount.
 *
 * Work on a flight is wasted when nobody in the ring can be reached any more, so its leader counts those who can.
 */
import { z } from 'zod';
import { byShape, countBetween, mapping } from '../../fields/index.ts';
import { NONE } from '../terms/columns.ts';
import { COALESCED } from '../terms/policies.ts';
import {
  HOLD,
  type Layer,
  PASS,
  type PolicyDefinition,
  type PolicyHost,
  type PolicyMachine,
  type Verdict,
} from './contract.ts';

const MOST = 1e8;

const LEADER_LEAVES = ['go-on', 'send-anew'] as const;
const GO_ON = 0;

const params = mapping({
  followers: byShape('a whole number or none', {
    number: countBetween(0, MOST),
    text: z.literal('none', { error: 'expected a whole number, or none for no limit' }),
  })
    .default('none')
    .meta({ description: 'How many may follow one call; one more goes by itself. `none` sets no limit.' }),
  'leader-leaves': z.enum(LEADER_LEAVES).default('go-on').meta({
    description:
      'When the caller of the first call stops waiting. go-on: what is under way goes on for the others, as in Go’s singleflight. send-anew: the first of the others sends the call anew, as in the Apollo Router.',
  }),
});

// Settings, in order.
const FOLLOWERS = 0;
const WHEN_LEFT = 1;

// Shared number of a caller replica: rings so far, the number of the next one.

// Words of a call, in order: its part, its neighbours in the ring and the ring's number, how many follow it, the ending it is to have;
// and of the ring it leads, how many want what is under way.
const PART = 0;
const NEXT = 1;
const BEFORE = 2;
const RING = 3;
const FOLLOWED_BY = 4;
const ENDING = 5;
const WANTED_BY = 6;

const ALONE = 0;
/** Leads from now on, and is about to send anew. */
const SENDS = 1;
const FOLLOWS = 2;
/** Its leader has ended and its turn is next. */
const RELEASED = 3;
/** Leads, and its way inward is a flight. */
const FLIES = 4;

/** Stands behind the last of the ring that `leader` leads. */
function join(host: PolicyHost, call: number, layer: Layer, leader: number): void {
  const { words } = host;
  const own = host.wordsOf(call, layer);
  const first = host.wordsOf(leader, layer);
  const last = words[first + BEFORE];
  words[own + PART] = FOLLOWS;
  words[own + RING] = words[first + RING];
  words[own + NEXT] = leader;
  words[own + BEFORE] = last;
  words[host.wordsOf(last, layer) + NEXT] = call;
  words[first + BEFORE] = call;
  words[first + FOLLOWED_BY] += 1;
  if (!host.isFutile(call)) countWanted(host, leader, layer, 1);
}

/** One more, or one less, of the ring wants what is under way. */
function countWanted(host: PolicyHost, leader: number, layer: Layer, change: number): void {
  const lead = host.wordsOf(leader, layer);
  host.words[lead + WANTED_BY] += change;
  if (host.words[lead + PART] === FLIES)
    host.setFlightFutile(leader, layer, host.words[lead + WANTED_BY] === 0);
}

/** The leader of the ring in which a call follows; NONE when it has lost its leader in this instant. */
function leaderOf(host: PolicyHost, call: number, layer: Layer): number {
  const leader = host.holder(call, layer, host.item(call));
  // The key may have another ring by now.
  const isOwn =
    leader !== NONE &&
    host.words[host.wordsOf(leader, layer) + RING] === host.words[host.wordsOf(call, layer) + RING];
  return isOwn ? leader : NONE;
}

/** Takes a call out of its ring; returns who stood behind it, NONE if nobody else is there. */
function unlink(host: PolicyHost, call: number, layer: Layer): number {
  const { words } = host;
  const own = host.wordsOf(call, layer);
  const next = words[own + NEXT];
  const before = words[own + BEFORE];
  words[own + PART] = ALONE;
  words[host.wordsOf(before, layer) + NEXT] = next;
  words[host.wordsOf(next, layer) + BEFORE] = before;
  return next === call ? NONE : next;
}

/** The next of a ring without a leader has its turn: it is to end so. */
function release(host: PolicyHost, call: number, layer: Layer, ending: number): void {
  if (call === NONE) return;
  const own = host.wordsOf(call, layer);
  host.words[own + PART] = RELEASED;
  host.words[own + ENDING] = ending;
  host.wakeSoon(call, layer);
}

class Coalesce implements PolicyMachine {
  readonly name = 'coalesce';

  enter(host: PolicyHost, call: number, layer: Layer): Verdict {
    const own = host.wordsOf(call, layer);
    const key = host.item(call);
    host.words[own + PART] = ALONE;
    // Two charges of the same card are two charges.
    if (key === NONE || !host.isIdempotent(call)) return PASS;
    const leader = host.holder(call, layer, key);
    if (leader === NONE) {
      host.words[own + NEXT] = call;
      host.words[own + BEFORE] = call;
      host.words[own + RING] = host.shared[host.sharedOf(call, layer)]++;
      host.words[own + FOLLOWED_BY] = 0;
      host.words[own + WANTED_BY] = host.isFutile(call) ? 0 : 1;
      host.hold(call, layer, key);
      host.words[own + PART] = FLIES;
      host.fly(call, layer);
      return HOLD;
    }
    const followed = host.words[host.wordsOf(leader, layer) + FOLLOWED_BY];
    if (followed >= host.settings[host.settingsOf(call, layer) + FOLLOWERS]) return PASS;
    join(host, call, layer, leader);
    return HOLD;
  }

  leave(): Verdict {
    return PASS;
  }

  /** Its flight has. */
  ended(host: PolicyHost, call: number, layer: Layer, ending: number): void {
    host.giveUp(call, layer, host.item(call));
    release(host, unlink(host, call, layer), layer, ending);
    host.settleWith(call, layer, ending);
  }

  timer(): void {}

  woken(host: PolicyHost, call: number, layer: Layer): void {
    const own = host.wordsOf(call, layer);
    if (host.words[own + PART] === SENDS) {
      host.words[own + PART] = FLIES;
      host.fly(call, layer);
      // It may be wanted by others, though not by its leader.
      host.setFlightFutile(call, layer, host.words[own + WANTED_BY] === 0);
      return;
    }
    const ending = host.words[host.wordsOf(call, layer) + ENDING];
    release(host, unlink(host, call, layer), layer, ending);
    host.acted(layer, COALESCED);
    host.settleWith(call, layer, ending);
  }

  forsake(host: PolicyHost, call: number, layer: Layer): void {
    const own = host.wordsOf(call, layer);
    const part = host.words[own + PART];
    if (part === ALONE) return;
    const followed = host.words[own + FOLLOWED_BY];
    if (part === FOLLOWS) {
      unlink(host, call, layer);
      const leader = leaderOf(host, call, layer);
      if (leader === NONE) return;
      host.words[host.wordsOf(leader, layer) + FOLLOWED_BY] -= 1;
      if (!host.isFutile(call)) countWanted(host, leader, layer, -1);
      return;
    }
    const next = unlink(host, call, layer);
    if (part === RELEASED) release(host, next, layer, host.words[own + ENDING]);
    else if (next === NONE) {
      host.giveUp(call, layer, host.item(call));
      if (part === FLIES) host.dropFlight(call, layer);
    } else {
      const lead = host.wordsOf(next, layer);
      const goesOn = host.settings[host.settingsOf(call, layer) + WHEN_LEFT] === GO_ON;
      host.words[lead + PART] = part === FLIES && goesOn ? FLIES : SENDS;
      host.words[lead + FOLLOWED_BY] = followed - 1;
      host.words[lead + WANTED_BY] = host.words[own + WANTED_BY];
      host.hold(next, layer, host.item(call));
      if (host.words[lead + PART] === FLIES) host.handOver(call, next, layer);
      else {
        if (part === FLIES) host.dropFlight(call, layer);
        host.wakeSoon(next, layer);
      }
      if (!host.isFutile(call)) countWanted(host, next, layer, -1);
    }
  }

  wantChanged(host: PolicyHost, call: number, layer: Layer, futile: boolean): void {
    const part = host.words[host.wordsOf(call, layer) + PART];
    if (part === ALONE || part === RELEASED) return;
    const leader = part === FOLLOWS ? leaderOf(host, call, layer) : call;
    if (leader !== NONE) countWanted(host, leader, layer, futile ? -1 : 1);
  }
}

export const coalesce: PolicyDefinition<z.infer<typeof params>> = {
  name: 'coalesce',
  title: 'Coalesce',
  sentence:
    'Lets calls that ask the same at the same time share one: the first is sent, the others end as it ends. Goes by the `keys` of the load; operations that are not idempotent are left alone.',
  cures: 'a stampede: many callers that miss the same key at once',
  harms: 'one slow or failed call is everybody’s; those who follow wait for a start they did not choose',
  params: params as z.ZodType<z.infer<typeof params>>,
  example: { followers: 100 },
  settings: ['followers', 'leader-leaves'],
  settingsOf: (p) => [p.followers === 'none' ? MOST : p.followers, LEADER_LEAVES.indexOf(p['leader-leaves'])],
  ways: () => 2,
  actsOf: () => [COALESCED],
  words: 7,
  needsKeys: () => true,
  needsAnswer: true,
  sharedOf: () => [0],
  machine: new Coalesce(),
};
