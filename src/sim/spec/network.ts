/** The network between them: latency, jitter and loss, for all edges, some edges, or between zones. */
import { z } from 'zod';
import { mapping, name, share } from '../../fields/index.ts';
import { distributionField } from '../dist/index.ts';

const link = {
  latency: distributionField.optional().meta({ description: 'Time on the way, each way.' }),
  jitter: distributionField.optional().meta({ description: 'Added to the latency, drawn for each message.' }),
  loss: share.optional().meta({ description: 'Share of messages that vanish on the way.' }),
};

export const network = mapping({
  ...link,
  between: z
    .array(
      mapping({
        from: name.optional().meta({ description: 'Calling service, load or consumer; any, if missing.' }),
        to: name.optional().meta({ description: 'Called service or broker; any, if missing.' }),
        zones: z
          .array(name)
          .length(2)
          .optional()
          .meta({ description: 'A pair of zones, in either direction; added to what the edge says.' }),
        ...link,
      }),
    )
    .max(1000)
    .optional()
    .meta({ description: 'Exceptions: the last one that fits an edge counts; zones add to it.' }),
}).meta({ description: 'The network; without it messages arrive at once and always.' });

export interface LinkSpec {
  latency?: unknown;
  jitter?: unknown;
  loss?: number;
}
export interface NetworkSpec extends LinkSpec {
  between?: (LinkSpec & { from?: string; to?: string; zones?: string[] })[];
}
