/** What the pool and its workers say to each other. All of it is plain data. */
import type { Trouble } from './hands.ts';
import type { Sample, Study } from './study.ts';

/** To a worker: a study, or a seed of the study it was sent last. */
export type Order =
  | { readonly kind: 'study'; readonly study: Study }
  | { readonly kind: 'seed'; readonly seed: string };

/** From a worker: it can begin; or how its seed ended. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };
