/** The network between them: latency, jitter and loss, for all edges, some edges, or between zones. */
import { z } from 'zod';
import { mapping, name, nameWith, quote, share } from '../../fields/index.ts';
import { type DistributionSpec, distributionField } from '../dist/index.ts';

const link = {
  latency: distributionField.optional().meta({ description: 'Time on the way, each way.' }),
  jitter: distributionField.optional().meta({ description: 'Added to the latency, drawn for each message.' }),
  loss: share.optional().meta({ description: 'Share of messages that vanish on the way.' }),
};

/** `from: zone a` is how a fault would say it; here zones have a key of their own. */
const end = nameWith((raw) =>
  typeof raw === 'string' && /^zone /.test(raw)
    ? `${quote(raw)} is not a service, load or broker; for a pair of zones write zones: [a, b]`
    : undefined,
);

export const network = mapping({
  ...link,
  between: z
    .array(
      mapping({
        from: end.optional().meta({ description: 'Calling service, load or consumer; any, if missing.' }),
        to: end.optional().meta({ description: 'Called service or broker; any, if missing.' }),
        zones: z.array(name).length(2).optional().meta({
          description:
            'Instead of `from` and `to`, a pair of zones, in either direction; added to what the edge says.',
        }),
        ...link,
      }),
    )
    .max(1000)
    .optional()
    .meta({
      description:
        'Exceptions. Of those that fit an edge, the last that says a latency, a jitter or a loss counts for that; zones add to it.',
    }),
}).meta({ description: 'The network; without it messages arrive at once and always.' });

export interface LinkSpec {
  latency?: DistributionSpec;
  jitter?: DistributionSpec;
  loss?: number;
}
export interface NetworkSpec extends LinkSpec {
  between?: (LinkSpec & { from?: string; to?: string; zones?: string[] })[];
}
