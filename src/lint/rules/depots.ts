/** Queues and subscriptions as the rules about their settings see them. */
import type { Path } from '../../scenario/index.ts';
import { brokers } from '../../sim/index.ts';
import type { Sketch } from '../sketch/index.ts';

/** A setting of a queue or subscription, where its kind of broker has one of that name. */
export function settingOf({ scenario: { plan } }: Sketch, depot: number, name: string): number | undefined {
  const { settings, broker } = plan.depots[depot];
  const { kind } = plan.directory.brokers[broker];
  const known = Object.values(brokers).find((definition) => definition.name === kind)?.settings ?? [];
  const at = known.indexOf(name);
  return at < 0 ? undefined : settings[at];
}

/** Where it stands. */
export function pathOf({ scenario: { plan } }: Sketch, depot: number): Path {
  const { directory } = plan;
  const { name, broker, topic } = directory.queues[depot];
  const owner = ['brokers', directory.brokers[broker].name];
  return topic < 0 ? [...owner, 'queues', name] : [...owner, 'topics', directory.topics[topic].name];
}
