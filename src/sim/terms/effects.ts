/**
 * Effects: the ways in which a fault can bend the world. The value in force is always the base
 * combined with the effects present, by one rule for each kind, so overlapping faults compose and
 * leave nothing behind. A new effect is an entry here, and a line in the place that asks for it.
 */

/** What an effect falls on. A post is an operation at a replica. */
export type Place = 'post' | 'replica' | 'service' | 'edge' | 'load' | 'broker' | 'setting';

/**
 * The moments at which the machine asks what is in force, and for whom. `idle` says, of a fault that
 * touched nothing, why: nobody came to that moment whom it would have touched. `counts` says what is one
 * touch: what `hits` counts.
 */
export const MOMENTS = {
  /** A step begins to compute. */
  work: {
    on: 'post',
    idle: 'no work that it would have made longer began there while it lasted',
    counts: 'steps of work that it made longer',
  },
  /** A request gets its slot. */
  start: {
    on: 'post',
    idle: 'no request that it would have touched began there while it lasted',
    counts: 'requests that it touched as they began',
  },
  /** A request gives its slot back. */
  finish: {
    on: 'replica',
    idle: 'too few requests ended there while it lasted',
    counts: 'slots that it kept',
  },
  /** Somebody comes: is the replica there at all? */
  presence: {
    on: 'replica',
    idle: 'nothing was killed there, and nobody came in vain while it lasted',
    counts: 'requests that it killed, and those that came in vain',
  },
  /** Time passes: does the replica move? */
  progress: {
    on: 'replica',
    idle: 'nothing was under way there, and nobody came while it lasted',
    counts: 'whatever stood still: work under way, and requests, answers and alarms that came',
  },
  /** Frames share the cores: how many are there? */
  cores: {
    on: 'replica',
    idle: 'nothing was computed there while it lasted',
    counts:
      'steps of work that began on fewer cores, and each change of the cores while something was computed',
  },
  /** How many slots are there? */
  slots: {
    on: 'replica',
    idle: 'nobody had to wait for a slot there while it lasted',
    counts: 'requests that had to wait for a slot',
  },
  /** A message, or its answer, sets out. */
  way: {
    on: 'edge',
    idle: 'no message that it would have touched set out there while it lasted',
    counts: 'messages that it touched: requests, answers, and the news that a caller has left',
  },
  /** When does the next request come? */
  arrivals: {
    on: 'load',
    idle: 'nobody asked, and nobody would have, while it lasted',
    counts:
      'requests that came while it lasted, those that would have come anyway too; and each change of its strength, which moves the next one',
  },
  /** More come at once. */
  crowd: { on: 'load', idle: 'nobody came', counts: 'requests that came' },
  /** What does somebody who asks want? */
  wish: {
    on: 'load',
    idle: 'nobody asked for anything else than before while it lasted',
    counts: 'requests that were for something else, or about another key',
  },
  /** How many replicas are in service? */
  staffing: {
    on: 'service',
    idle: 'so many were in service before',
    counts: 'replicas that came or went',
  },
  /** Who may be chosen? */
  membership: {
    on: 'replica',
    idle: 'no caller that knew of it chose among the replicas while it lasted',
    counts:
      'choices that callers made without a replica, each for each replica that they left out; not the requests that would have gone there',
  },
  /** Who comes, goes or is unwell: do the callers hear of it? */
  news: {
    on: 'edge',
    idle: 'nobody came, went or fell ill there while it lasted',
    counts: 'pieces of news that a caller did not hear, or heard later',
  },
  /** A check has ended: what does it say? */
  verdict: {
    on: 'replica',
    idle: 'no check ended that would have said anything else while it lasted',
    counts: 'checks that said something else',
  },
  /** What waits when it begins? */
  backlog: { on: 'replica', idle: 'nothing waited there', counts: 'requests that it turned away' },
  /** What is ready when it begins? */
  stock: { on: 'broker', idle: 'no message was ready there', counts: 'messages that it dropped' },
  /** What is a number set to? */
  settings: {
    on: 'setting',
    idle: 'it was set to that before',
    counts: 'numbers that were another one before, at each caller or replica',
  },
  /** Does the broker take and give? */
  broker: {
    on: 'broker',
    idle: 'nobody published, and no message waited, while it lasted',
    counts: 'messages that it did not take, and the times that it did not give one',
  },
} as const satisfies Record<string, { readonly on: Place; readonly idle: string; readonly counts: string }>;

export type Moment = keyof typeof MOMENTS;

/**
 * product: factors multiply. sum: each adds its own. any: each draws for itself. or: it is so while
 * anybody says so. most: the largest counts. last: what began last counts.
 */
export interface EffectRule {
  readonly combines: 'product' | 'sum' | 'any' | 'or' | 'most' | 'last';
  readonly at: Moment;
  /** True where it is looked at for one request at a time, so that a fault may pick some of them (`match`). */
  readonly picks: boolean;
  /** True where each effect keeps a number of its own while it lasts: how many it has seen, until when it is taken. */
  readonly tallies?: true;
  /** True where any strength is the whole: it is there or it is not, and cannot grow. What combines by `or` is like that anyway. */
  readonly whole?: true;
}

export const EFFECTS = {
  // ---- work
  /** Work takes longer. */
  slow: { combines: 'product', at: 'work', picks: true },
  /** Work of a share (`measure`) of the requests takes longer. */
  costly: { combines: 'product', at: 'work', picks: true },
  /** Work takes longer by this share (`measure`) for each other request in a slot. */
  drag: { combines: 'sum', at: 'work', picks: true },
  /** Work takes longer the fuller memory is: see `bloat`, which it is with. */
  bloated: { combines: 'product', at: 'work', picks: false, tallies: true },
  // ---- start
  /** Requests end in an error with this probability; after a drawn time, if there is one. */
  fail: { combines: 'any', at: 'start', picks: true },
  /** With this probability a drawn time passes before a request goes on. */
  linger: { combines: 'any', at: 'start', picks: true },
  /** With this probability a request goes no further while the effect lasts. */
  hang: { combines: 'any', at: 'start', picks: true },
  /** A request waits for a lock, first come first served, and holds it for a drawn time; `measure` 1: all replicas share one. */
  lock: { combines: 'sum', at: 'start', picks: true, tallies: true },
  /** With this probability a request kills its replica, which is back after `measure` ns. */
  kill: { combines: 'any', at: 'start', picks: true },
  /** A request leaves something in memory; with the `measure`th its replica is full and dies, and is back after the time it draws. */
  bloat: { combines: 'any', at: 'start', picks: true, tallies: true },
  // ---- finish
  /** Each `measure`th request keeps its slot after its answer, while the effect lasts. */
  leak: { combines: 'any', at: 'finish', picks: true, tallies: true, whole: true },
  // ---- replicas
  /** Nobody listens; what ran there has died. */
  down: { combines: 'or', at: 'presence', picks: false },
  /** What ran there has died and nobody knows: whatever comes is never answered. */
  gone: { combines: 'or', at: 'presence', picks: false },
  /** Nobody new is let in; what runs, runs. */
  closed: { combines: 'or', at: 'presence', picks: false },
  /** Nothing moves: work stands still, answers and alarms wait. */
  freeze: { combines: 'or', at: 'progress', picks: false },
  /** This share of the shared cores is left. */
  cores: { combines: 'product', at: 'cores', picks: false },
  /** This share of the slots is left, at least one. */
  slots: { combines: 'product', at: 'slots', picks: false },
  // ---- ways
  /** Every message on the way takes longer. */
  delay: { combines: 'sum', at: 'way', picks: true },
  /** Messages vanish with this probability. */
  lose: { combines: 'any', at: 'way', picks: true },
  /** Nothing passes; it is sent again until it does. */
  cut: { combines: 'or', at: 'way', picks: true },
  /** Packets vanish with this probability and are sent again, `measure` times in all: the time they draw later, then twice as late. */
  resend: { combines: 'any', at: 'way', picks: true },
  /** A request meets a closed door with this probability: its caller hears the outcome `measure` one round trip later. */
  refuse: { combines: 'any', at: 'way', picks: true },
  /** New connections are refused, after one round trip: this share of an old process's has been renewed, and all of a new one's. */
  handshake: { combines: 'any', at: 'way', picks: true },
  /** With this probability a caller replica no longer knows where the callee is: nothing sets out. A new process never knew. */
  unresolved: { combines: 'any', at: 'way', picks: true },
  /** A message holds the wire for so many ns; whoever comes meanwhile waits for it. */
  wire: { combines: 'most', at: 'way', picks: true },
  // ---- others
  /** More (or fewer) requests. */
  surge: { combines: 'product', at: 'arrivals', picks: false },
  /** `measure` requests come at once, when it begins. */
  crowd: { combines: 'sum', at: 'crowd', picks: false, whole: true },
  /** This share of the requests is for one of the load's operations (`measure`, its place); the others share the rest as before. */
  mix: { combines: 'last', at: 'wish', picks: false },
  /** This share of the requests is about one key (`measure`). */
  'hot-key': { combines: 'any', at: 'wish', picks: false },
  /** So many replicas (`measure`) are in service. */
  staff: { combines: 'last', at: 'staffing', picks: false, whole: true },
  /** Nobody chooses the replica; what is there, or on its way there, is served. */
  absent: { combines: 'or', at: 'membership', picks: false },
  /** Callers do not hear of it, or only when they ask again, every `measure` ns. */
  stale: { combines: 'or', at: 'news', picks: false },
  /** With this probability a check that removes says so (`measure`), whatever it has found. */
  'misjudge-ready': { combines: 'last', at: 'verdict', picks: false },
  /** The same of a check that restarts. */
  'misjudge-alive': { combines: 'last', at: 'verdict', picks: false },
  /** Whatever waits is turned away, when it begins. */
  flush: { combines: 'or', at: 'backlog', picks: false },
  /** Messages that are ready are dropped, when it begins. */
  purge: { combines: 'or', at: 'stock', picks: false },
  /** A number of a policy or of a replica is `measure`. */
  set: { combines: 'last', at: 'settings', picks: false, whole: true },
  /** The broker takes nothing and gives nothing. */
  'broker-down': { combines: 'or', at: 'broker', picks: false },
} as const satisfies Record<string, EffectRule>;

export type EffectKind = keyof typeof EFFECTS;

/** The rule of a kind, with what only some kinds have. */
export function ruleOf(kind: EffectKind): EffectRule {
  return EFFECTS[kind];
}

/** Half of its strength is half of its effect, so that it may grow and fade. */
export function grows(kind: EffectKind): boolean {
  const { combines, whole } = ruleOf(kind);
  return combines !== 'or' && whole !== true;
}

/** What an effect of this kind falls on. */
export function placeOf(kind: EffectKind): Place {
  return MOMENTS[EFFECTS[kind].at].on;
}
