/** Colour for text reports: by meaning, and none where none is wanted. Colour never says anything alone. */
import picocolors from 'picocolors';

export interface Paint {
  readonly strong: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
}

export function paintOf(color: boolean): Paint {
  const { bold, dim, green, red, yellow } = picocolors.createColors(color);
  return { strong: bold, quiet: dim, good: green, bad: red, warning: yellow };
}
