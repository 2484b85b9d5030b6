/** One observer for the machine, however many listen: nobody, one (itself, at no cost), or several in their order. */
import type { MessageEnd, Observer } from '../terms/observer.ts';

/** The observer to give to the machine so that all of these hear everything. */
export function fanOut(observers: readonly Observer[]): Observer {
  if (observers.length === 0) return SILENT;
  return observers.length === 1 ? observers[0] : new Fan(observers);
}

/** Hears everything, keeps nothing. */
export const SILENT: Observer = {
  requestBegan() {},
  callBegan() {},
  callEnded() {},
  attemptBegan() {},
  attemptEnded() {},
  frameBegan() {},
  frameEnded() {},
  turnedAway() {},
  published() {},
  delivered() {},
  handled() {},
  left() {},
  faultChanged() {},
};

class Fan implements Observer {
  private readonly observers: readonly Observer[];

  constructor(observers: readonly Observer[]) {
    this.observers = observers;
  }

  requestBegan(load: number, row: number): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].requestBegan(load, row);
  }

  callBegan(row: number): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].callBegan(row);
  }

  callEnded(row: number, ending: number): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].callEnded(row, ending);
  }

  attemptBegan(row: number): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].attemptBegan(row);
  }

  attemptEnded(row: number, ending: number): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].attemptEnded(row, ending);
  }

  frameBegan(row: number): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].frameBegan(row);
  }

  frameEnded(row: number, ending: number, wanted: boolean): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].frameEnded(row, ending, wanted);
  }

  turnedAway(row: number, ending: number): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].turnedAway(row, ending);
  }

  published(queue: number, row: number): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].published(queue, row);
  }

  delivered(queue: number, row: number): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].delivered(queue, row);
  }

  handled(queue: number, row: number, ending: number, again: boolean): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].handled(queue, row, ending, again);
  }

  left(queue: number, row: number, how: MessageEnd): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].left(queue, row, how);
  }

  faultChanged(fault: number, strength: number): void {
    for (let i = 0; i < this.observers.length; i++) this.observers[i].faultChanged(fault, strength);
  }
}
