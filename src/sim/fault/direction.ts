/** Which way a fault of a link bends messages: a parameter that several share. */
import { z } from 'zod';
import { DIRECTIONS } from './contract.ts';

export const directionField = z.enum(DIRECTIONS).optional().meta({
  description:
    'Only what goes there (requests; between zones, whatever the first sends), only what comes back, or both (default).',
});
