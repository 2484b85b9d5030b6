/** One observer for the machine, however many listen: nobody, one (itself, at no cost), or several in their order. */
import type { MessageEnd, Observer } from '../terms/observer.ts';

/** The observer to give to the machine so that all of these hear everything. */
export function fanOut(observers: readonly Observer[]): Observer {
  if (observers.length === 0) return SILENT;
  return observers.reduceRight((rest, observer) => new Fan(observer, rest));
}

/** Hears everything, keeps nothing. */
export const SILENT: Observer = {
  requestBegan() {},
  callBegan() {},
  callEnded() {},
  attemptBegan() {},
  attemptEnded() {},
  attemptMoved() {},
  frameBegan() {},
  frameEnded() {},
  turnedAway() {},
  published() {},
  delivered() {},
  handled() {},
  left() {},
  policyChanged() {},
  policyActed() {},
  levelChanged() {},
  faultChanged() {},
  viewChanged() {},
  panicChanged() {},
  restarted() {},
};

/** Two at a time: a fan of three is a fan of one and a fan of two. Two fields cost less than a list. */
class Fan implements Observer {
  private readonly first: Observer;
  private readonly second: Observer;

  constructor(first: Observer, second: Observer) {
    this.first = first;
    this.second = second;
  }

  requestBegan(load: number, row: number): void {
    this.first.requestBegan(load, row);
    this.second.requestBegan(load, row);
  }

  callBegan(row: number, from: number): void {
    this.first.callBegan(row, from);
    this.second.callBegan(row, from);
  }

  callEnded(row: number, ending: number): void {
    this.first.callEnded(row, ending);
    this.second.callEnded(row, ending);
  }

  attemptBegan(row: number): void {
    this.first.attemptBegan(row);
    this.second.attemptBegan(row);
  }

  attemptEnded(row: number, ending: number): void {
    this.first.attemptEnded(row, ending);
    this.second.attemptEnded(row, ending);
  }

  attemptMoved(row: number, herald: number): void {
    this.first.attemptMoved(row, herald);
    this.second.attemptMoved(row, herald);
  }

  frameBegan(row: number): void {
    this.first.frameBegan(row);
    this.second.frameBegan(row);
  }

  frameEnded(row: number, ending: number, wanted: boolean): void {
    this.first.frameEnded(row, ending, wanted);
    this.second.frameEnded(row, ending, wanted);
  }

  turnedAway(row: number, ending: number, metNobody: boolean): void {
    this.first.turnedAway(row, ending, metNobody);
    this.second.turnedAway(row, ending, metNobody);
  }

  published(queue: number, row: number, attempt: number): void {
    this.first.published(queue, row, attempt);
    this.second.published(queue, row, attempt);
  }

  delivered(queue: number, row: number): void {
    this.first.delivered(queue, row);
    this.second.delivered(queue, row);
  }

  handled(queue: number, row: number, ending: number, again: boolean): void {
    this.first.handled(queue, row, ending, again);
    this.second.handled(queue, row, ending, again);
  }

  left(queue: number, row: number, how: MessageEnd): void {
    this.first.left(queue, row, how);
    this.second.left(queue, row, how);
  }

  policyChanged(edge: number, layer: number, client: number, state: number): void {
    this.first.policyChanged(edge, layer, client, state);
    this.second.policyChanged(edge, layer, client, state);
  }

  policyActed(act: number): void {
    this.first.policyActed(act);
    this.second.policyActed(act);
  }

  levelChanged(gauge: number, level: number, before: number): void {
    this.first.levelChanged(gauge, level, before);
    this.second.levelChanged(gauge, level, before);
  }

  faultChanged(fault: number, strength: number, before: number): void {
    this.first.faultChanged(fault, strength, before);
    this.second.faultChanged(fault, strength, before);
  }

  viewChanged(client: number, replica: number, reasons: number, before: number): void {
    this.first.viewChanged(client, replica, reasons, before);
    this.second.viewChanged(client, replica, reasons, before);
  }

  panicChanged(service: number, client: number, panics: boolean): void {
    this.first.panicChanged(service, client, panics);
    this.second.panicChanged(service, client, panics);
  }

  restarted(replica: number): void {
    this.first.restarted(replica);
    this.second.restarted(replica);
  }
}
