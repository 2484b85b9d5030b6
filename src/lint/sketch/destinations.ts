/** Queues and topics as the rules about wiring see them: who sends there, and who takes. */
import type { Path } from '../../scenario/index.ts';
import type { CallSite } from './call-site.ts';
import type { Sketch } from './sketch.ts';

export interface Destination {
  readonly name: string;
  readonly broker: string;
  readonly path: Path;
  /** How messages get there: `send` to a queue, `publish` to a topic. */
  readonly verb: 'send' | 'publish';
  readonly senders: readonly CallSite[];
  /** Some consumer takes from it. */
  readonly isTaken: boolean;
  /** Another queue's dead letters come here. */
  readonly isForDeadLetters: boolean;
}

export function destinationsOf({ scenario: { system, plan }, wiring }: Sketch): Destination[] {
  const { queues } = plan.directory;
  const letterQueues = new Set(
    queues.flatMap(({ deadLetters }) => (deadLetters < 0 ? [] : [queues[deadLetters].name])),
  );
  const sentTo = new Map<string, CallSite[]>();
  for (const site of wiring.sites) {
    const key = `${site.verb} ${site.callee}`;
    const known = sentTo.get(key);
    if (known === undefined) sentTo.set(key, [site]);
    else known.push(site);
  }
  const taken = new Set((system.consumers ?? []).map(({ from }) => from));
  return Object.entries(system.brokers ?? {}).flatMap(([broker, spec]) =>
    (['queues', 'topics'] as const).flatMap((key) =>
      Object.keys(spec[key] ?? {}).map((name): Destination => {
        const verb = key === 'queues' ? 'send' : 'publish';
        return {
          name,
          broker,
          path: ['brokers', broker, key, name],
          verb,
          senders: sentTo.get(`${verb} ${name}`) ?? [],
          isTaken: taken.has(name),
          isForDeadLetters: key === 'queues' && letterQueues.has(name),
        };
      }),
    ),
  );
}
