/** Facts: what happens in a run, one thing at a time, as a journal tells it. */
import type { Nanos } from '../../base/time.ts';
import type { CauseName, EndingParts } from '../terms/outcomes.ts';

/** What a journal may be about. */
export const JOURNAL_KINDS = [
  'requests',
  'calls',
  'attempts',
  'frames',
  'turned-away',
  'messages',
  'policies',
  'health',
  'faults',
] as const;
export type JournalKind = (typeof JOURNAL_KINDS)[number];

interface FactBase {
  /** ns */
  readonly at: Nanos;
}

/** One thing that happened. Everybody is named by number; `request` counts all requests of the run from 0. */
export type JournalFact = FactBase &
  (
    | {
        readonly kind: 'request-ended';
        readonly request: number;
        readonly load: number;
        readonly edge: number;
        readonly began: Nanos;
        readonly tries: number;
        readonly ending: EndingParts;
      }
    | {
        readonly kind: 'call-ended';
        readonly request: number;
        readonly edge: number;
        readonly startCause: CauseName;
        readonly began: Nanos;
        readonly tries: number;
        readonly ending: EndingParts;
      }
    | {
        readonly kind: 'attempt-ended';
        readonly request: number;
        readonly edge: number;
        /** Post of the callee, or NONE of a broker. */
        readonly post: number;
        readonly startCause: CauseName;
        /** The how manyth of its call, from 1. */
        readonly tryNumber: number;
        readonly began: Nanos;
        readonly ending: EndingParts;
      }
    | {
        readonly kind: 'frame-began';
        readonly request: number;
        readonly edge: number;
        readonly post: number;
        readonly waited: Nanos;
      }
    | {
        readonly kind: 'frame-ended';
        readonly request: number;
        readonly edge: number;
        readonly post: number;
        readonly began: Nanos;
        readonly wanted: boolean;
        readonly ending: EndingParts;
      }
    | {
        readonly kind: 'turned-away';
        readonly request: number;
        readonly edge: number;
        readonly post: number;
        readonly waited: Nanos;
        readonly wanted: boolean;
        /** No process listened at its replica. */
        readonly metNobody: boolean;
        readonly ending: EndingParts;
      }
    | {
        readonly kind: 'message-published' | 'message-delivered';
        readonly queue: number;
        readonly request: number;
        /** Counts all messages of the run from 0: one for each queue that takes it. */
        readonly message: number;
        /** Deliveries so far, this one included. */
        readonly deliveries: number;
      }
    | {
        readonly kind: 'message-handled';
        readonly queue: number;
        /** NONE, both, where the message had left its queue meanwhile: nobody knows it any more. */
        readonly request: number;
        readonly message: number;
        readonly ending: EndingParts;
      }
    | {
        readonly kind: 'message-left';
        readonly queue: number;
        readonly request: number;
        readonly message: number;
        readonly how: 'acknowledged' | 'dead-lettered' | 'expired';
      }
    | {
        readonly kind: 'policy-changed';
        readonly edge: number;
        /** Its place in the chain of the edge. */
        readonly layer: number;
        /** The replica of the caller, among all clients of the run. */
        readonly client: number;
        /** What the number means is the policy's own. */
        readonly state: number;
      }
    | {
        readonly kind: 'view-changed';
        /** The replica of the caller, among all clients of the run. */
        readonly client: number;
        readonly replica: number;
        /** Why it is held out now: bits of terms/health.ts; 0 when it may be chosen. */
        readonly reasons: number;
      }
    | {
        readonly kind: 'panic-began' | 'panic-ended';
        readonly client: number;
        readonly service: number;
      }
    | { readonly kind: 'replica-restarted'; readonly replica: number }
    | {
        readonly kind: 'fault-began' | 'fault-changed' | 'fault-ended';
        /** Its number: the plan's first, then those injected. */
        readonly fault: number;
        /** 0 to 1 */
        readonly strength: number;
      }
  );

export type JournalFactKind = JournalFact['kind'];
