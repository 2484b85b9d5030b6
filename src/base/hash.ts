/** 32-bit mixing. Integer arithmetic only, so every machine agrees to the bit. */

/** Full-avalanche finaliser (the constants of MurmurHash3's fmix32, public domain). */
export function mix32(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Folds one more 32-bit word into a running hash; order matters. */
export function foldHash(hash: number, word: number): number {
  return mix32((Math.imul(hash, 0x9e3779b1) + word) | 0);
}

/** A 32-bit hash of a text: names become salts with it. */
export function hashText(text: string): number {
  let h = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}
