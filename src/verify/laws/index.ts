/** The laws, a file a subject, in the order in which they are told. */
import { books } from './books.ts';
import type { Law } from './contract.ts';
import { luck } from './luck.ts';
import { sameness } from './sameness.ts';

export const laws: readonly Law[] = [...sameness, ...luck, ...books];
