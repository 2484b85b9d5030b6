/**
 * What a broker is: how messages wait, to whom they go, and what becomes of those nobody settles.
 * The machine owns the rows, the consumers and the timers; a broker decides over them. Each queue
 * (of a topic: each subscription's) has a list of ready messages and knows those under way.
 */
import type { z } from 'zod';

/** What a broker may ask of the machine. A message is a row; a queue a number. */
export interface BrokerHost {
  readonly clock: Float64Array;
  /** Settings of a queue, as `settingsOf` gave them. */
  setting(queue: number, index: number): number;
  /** Messages ready in the queue, and those with a consumer. */
  ready(queue: number): number;
  underWay(queue: number): number;
  /** The queue in which the message stands, or from which it was taken. */
  queueOf(message: number): number;
  deliveries(message: number): number;
  /** Puts a message at the back of its queue's ready list. */
  makeReady(message: number): void;
  /** Takes the message at the front of the ready list, or NONE. */
  takeReady(queue: number): number;
  /** The message is done with: acknowledged, or moved to the dead letters, or dropped as expired. */
  acknowledge(message: number): void;
  deadLetter(message: number): void;
  expire(message: number): void;
  /** A timer for the message, one at a time. */
  setTimer(message: number, length: number): void;
  clearTimer(message: number): void;
}

export interface BrokerMachine {
  /** May the queue take one more? False refuses the publisher. */
  accepts(host: BrokerHost, queue: number): boolean;
  /** A message has been accepted: put it where it belongs. */
  arrived(host: BrokerHost, message: number): void;
  /** The next message for a free consumer, or NONE. The machine counts the delivery. */
  next(host: BrokerHost, queue: number): number;
  /** The message is on its way to a consumer. */
  delivered(host: BrokerHost, message: number): void;
  /** A consumer has answered a message that nobody had settled before. */
  settled(host: BrokerHost, message: number, good: boolean): void;
  /** The message's timer is due. */
  timer(host: BrokerHost, message: number): void;
}

export interface BrokerDefinition<Q = never> {
  readonly name: string;
  readonly title: string;
  readonly sentence: string;
  /** What a queue (or a topic's subscription) of this kind is told in YAML. */
  readonly queueParams: z.ZodType<Q>;
  readonly example: unknown;
  readonly settings: readonly string[];
  settingsOf(params: Q): number[];
  /** Most messages a queue holds, Infinity without a limit: what its depth is read against. */
  limitOf(params: Q): number;
  /** The queue, named under the key `dead-letter`, that takes what nobody could handle. */
  deadLettersOf(params: Q): string | undefined;
  readonly machine: BrokerMachine;
}
