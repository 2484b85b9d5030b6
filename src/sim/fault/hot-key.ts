/** Hot key: everybody wants the same thing. Whatever is divided by key is no longer divided. */
import { countBetween, mapping, share } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface HotKeyParams {
  readonly key: number;
  readonly share: number;
}

export const hotKey: FaultDefinition<HotKeyParams> = {
  name: 'hot-key',
  title: 'Hot key',
  sentence: "This share of the load's requests is about one key, whatever they were about before.",
  targets: ['load'],
  params: mapping({
    key: countBetween(0, 9_999_999).meta({ description: 'Number of the key, from 0.' }),
    share: share.meta({ description: 'Share of the requests that are about it.' }),
  }),
  example: { 'hot-key': 'shoppers', key: 3, share: '50%', at: '30s', for: '20s' },
  effects: (p) => [{ kind: 'hot-key', strength: p.share, measure: p.key }],
};
