/** The brokers. One line each. */
import type { BrokerDefinition } from './contract.ts';
import { queue } from './queue.ts';

export type { BrokerDefinition, BrokerHost, BrokerMachine } from './contract.ts';

export const brokers = { queue } as const;

export type BrokerName = keyof typeof brokers;

/** Any member, its parameters' type set aside: the catalog's readers treat all alike. */
export type AnyBroker = BrokerDefinition<unknown>;

export function brokerNamed(name: BrokerName): AnyBroker {
  return brokers[name] as unknown as AnyBroker;
}
