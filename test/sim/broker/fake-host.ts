/**
 * A broker's host in a few maps, for exact timelines: one queue and its dead letters. It plays the
 * machine's part (clock, timers, counting deliveries, telling of the last delivery only) and writes
 * down what happens, as "30s: 1 ready".
 */
import { invariant } from '../../../src/base/assert.ts';
import { SECOND } from '../../../src/base/time.ts';
import { type BrokerHost, brokerNamed } from '../../../src/sim/broker/index.ts';
import { NONE } from '../../../src/sim/terms/columns.ts';

interface Message {
  place: 'ready' | 'hidden' | 'gone';
  deliveries: number;
  timer: number;
  /** Which of the timers that are due at one instant was set first. */
  order: number;
}

const QUEUE = 4;

export class FakeBroker {
  readonly story: string[] = [];
  readonly clock = Float64Array.of(0);
  private readonly messages = new Map<number, Message>();
  private readyList: number[] = [];
  private timersSet = 0;
  private readonly machine;
  private readonly settings: readonly number[];

  constructor(queue: unknown) {
    const definition = brokerNamed('queue');
    this.machine = definition.machine;
    this.settings = definition.settingsOf(definition.queueParams.parse(queue));
  }

  private readonly host: BrokerHost = {
    clock: this.clock,
    queueOf: () => QUEUE,
    setting: (queue, index) => {
      invariant(queue === QUEUE && index < this.settings.length, 'a queue asks for its own settings');
      return this.settings[index];
    },
    ready: () => this.readyList.length,
    underWay: () => [...this.messages.values()].filter((message) => message.place === 'hidden').length,
    deliveries: (message) => this.of(message).deliveries,
    makeReady: (message) => {
      invariant(!this.readyList.includes(message), 'a message stands in the ready list once');
      invariant(this.of(message).place !== 'gone', 'what is gone does not come back');
      this.of(message).place = 'ready';
      this.readyList = [...this.readyList, message];
      this.tell(message, 'ready');
    },
    takeReady: () => {
      const [message = NONE, ...others] = this.readyList;
      this.readyList = others;
      if (message !== NONE) this.of(message).place = 'hidden';
      return message;
    },
    acknowledge: (message) => this.end(message, 'acknowledged'),
    deadLetter: (message) => this.end(message, 'dead letter'),
    expire: (message) => this.end(message, 'expired'),
    setTimer: (message, length) => {
      invariant(this.of(message).timer === Number.POSITIVE_INFINITY, 'a message has one timer at a time');
      this.of(message).timer = this.clock[0] + length;
      this.of(message).order = this.timersSet++;
    },
    clearTimer: (message) => {
      this.of(message).timer = Number.POSITIVE_INFINITY;
    },
  };

  /** Publishes a message; false if it was refused. */
  publish(message: number): boolean {
    if (!this.machine.accepts(this.host, QUEUE)) {
      this.tell(message, 'refused');
      return false;
    }
    this.messages.set(message, { place: 'ready', deliveries: 0, timer: Number.POSITIVE_INFINITY, order: 0 });
    this.machine.arrived(this.host, message);
    return true;
  }

  /** A consumer is free: which message it gets. */
  take(): number {
    const message = this.machine.next(this.host, QUEUE);
    if (message === NONE) return NONE;
    this.of(message).deliveries += 1;
    this.tell(message, `delivery ${this.of(message).deliveries}`);
    this.machine.delivered(this.host, message);
    return message;
  }

  /** A consumer answers. After its visibility timeout only a good answer still counts. */
  answer(message: number, good: boolean): void {
    const { place } = this.of(message);
    if (place === 'gone' || (place === 'ready' && !good)) return;
    this.machine.settled(this.host, message, good);
  }

  /** Lets time pass until `seconds` after the start; timers due by then fire in order. */
  until(seconds: number): void {
    const end = seconds * SECOND;
    for (;;) {
      const due = [...this.messages].filter(([, message]) => message.timer <= end);
      const [first] = due.sort(([, a], [, b]) => a.timer - b.timer || a.order - b.order);
      if (first === undefined) break;
      const [next, state] = first;
      this.clock[0] = state.timer;
      state.timer = Number.POSITIVE_INFINITY;
      this.machine.timer(this.host, next);
    }
    this.clock[0] = end;
  }

  /** Ready, hidden and gone; together all that were accepted. */
  counts(): { ready: number; hidden: number; gone: number } {
    const all = [...this.messages.values()];
    const count = (place: Message['place']) => all.filter((message) => message.place === place).length;
    invariant(count('ready') === this.readyList.length, 'ready messages are those in the list');
    return { ready: count('ready'), hidden: count('hidden'), gone: count('gone') };
  }

  private of(message: number): Message {
    const found = this.messages.get(message);
    invariant(found !== undefined, `message ${message} was accepted`);
    return found;
  }

  private end(message: number, how: string): void {
    invariant(this.of(message).place !== 'gone', 'a message ends once');
    invariant(this.of(message).timer === Number.POSITIVE_INFINITY, 'what is gone has no timer left');
    this.readyList = this.readyList.filter((each) => each !== message);
    this.of(message).place = 'gone';
    this.tell(message, how);
  }

  private tell(message: number, what: string): void {
    this.story.push(`${this.clock[0] / SECOND}s: ${message} ${what}`);
  }
}
