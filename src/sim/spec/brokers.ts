/** Brokers with their queues and topics, and the consumers that take from them. */
import { z } from 'zod';
import { countBetween, mapping, name, operationName } from '../../fields/index.ts';
import { type BrokerName, brokers as catalog } from '../broker/index.ts';
import { type DistributionSpec, distributionField } from '../dist/index.ts';
import { type CallerSpec, callKeys } from './policies.ts';

const kinds = Object.values(catalog).map((broker) =>
  mapping({
    kind: z.literal(broker.name).meta({ description: broker.sentence }),
    latency: distributionField
      .optional()
      .meta({ description: 'Time to take a message and say so; default none.' }),
    zone: name.optional().meta({ description: 'Where it is.' }),
    queues: z
      .record(name, broker.queueParams as z.ZodType)
      .optional()
      .meta({ description: 'Queues: each message goes to one consumer.' }),
    topics: z
      .record(name, broker.queueParams as z.ZodType)
      .optional()
      .meta({
        description:
          'Topics: each consumer group gets its own copy; the settings hold for each subscription.',
      }),
  }).meta({ title: broker.title, description: broker.sentence }),
);

export const broker = z.discriminatedUnion('kind', kinds as unknown as [(typeof kinds)[number]]);

export interface BrokerSpec {
  kind: BrokerName;
  latency?: DistributionSpec;
  zone?: string;
  queues?: Record<string, unknown>;
  topics?: Record<string, unknown>;
}

export const consumer = mapping({
  from: name.meta({ description: 'A queue or a topic.' }),
  group: name.optional().meta({ description: 'Name of the subscription; needed for a topic.' }),
  call: operationName.meta({ description: 'What handles a message: service.operation.' }),
  replicas: countBetween(1, 10_000).default(1).meta({ description: 'How many instances take messages.' }),
  concurrency: countBetween(1, 100_000)
    .default(1)
    .meta({ description: 'Messages each replica handles at a time.' }),
  zone: name.optional().meta({ description: 'Where it is.' }),
  deadlines: z.enum(['local', 'propagate']).default('local').meta({
    description: 'propagate: its calls carry the deadline that a timeout sets; services may carry it on.',
  }),
  ...callKeys,
});

export interface ConsumerSpec extends CallerSpec {
  from: string;
  group?: string;
  call: string;
  replicas: number;
  concurrency: number;
  zone?: string;
  deadlines: 'local' | 'propagate';
}
