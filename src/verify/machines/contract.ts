/**
 * A machine somebody documented, as an exact timeline: the system in which it shows, and the lines the
 * document prescribes. One more is an entry in a file of this folder; one more file is a line in its index.
 */
import type { FactKind } from '../../sim/index.ts';

export interface DocumentedMachine {
  /** What it is asked for by: `breaker-opens`. */
  readonly name: string;
  readonly title: string;
  /** The document, and where in it. */
  readonly source: string;
  /** What it prescribes, in a sentence of ours. */
  readonly rule: string;
  /** As a scenario writes it; without luck, or the instants could not be prescribed. It is run to its end. */
  readonly system: Readonly<Record<string, unknown>>;
  /** Which facts the document speaks of. */
  readonly facts: readonly FactKind[];
  /** The edge or queue it speaks of; then lines leave the name out. */
  readonly where?: string;
  /** Of attempts that are sent or started, only those for this replica; then lines leave it out as well. */
  readonly replica?: string;
  /**
   * Every such fact of the run, in order: `40ms ended people -> web.ask: error`, or with `where`
   * `40ms ended: error`. What does not happen is said by its absence.
   */
  readonly expected: readonly string[];
}
