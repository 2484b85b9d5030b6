/** The standard normal distribution: share below, and its inverse. */

const ROOT_2PI = Math.sqrt(2 * Math.PI);

/** Height of the bell at z. */
export function bellHeight(z: number): number {
  return Math.exp(-0.5 * z * z) / ROOT_2PI;
}

/** Share of the bell above z ≥ 0, to full relative precision far into the tail. */
function upperTail(z: number): number {
  const height = bellHeight(z);
  if (z < 3) {
    // Φ(z) = 1/2 + φ(z)(z + z³/3 + z⁵/(3·5) + …), all terms positive: Abramowitz & Stegun 26.2.11
    let term = z;
    let sum = z;
    for (let n = 3; term > sum * 1e-17; n += 2) {
      term *= (z * z) / n;
      sum += term;
    }
    return 0.5 - height * sum;
  }
  // Laplace's continued fraction z + 1/(z + 2/(z + 3/(…))), from the inside out: A & S 26.2.14;
  // the farther out, the fewer terms make sixteen digits
  let fraction = z;
  for (let n = 10 + Math.ceil(450 / (z * z)); n >= 1; n--) fraction = z + n / fraction;
  return height / fraction;
}

/** Share of the bell below z. */
export function bellBelow(z: number): number {
  return z < 0 ? upperTail(-z) : 1 - upperTail(z);
}

/** Share of the bell above z. */
export function bellAbove(z: number): number {
  return bellBelow(-z);
}

/**
 * The z that has the share p of the bell above it, 0 < p < 1. A rational first guess within 4.5e-4
 * (Abramowitz & Stegun 26.2.23), then two Halley steps, each of which cubes the error.
 */
export function bellWithAbove(p: number): number {
  if (p > 0.5) return -bellWithAbove(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  if (z < 0) z = 0;
  for (let round = 0; round < 2; round++) {
    const step = (upperTail(z) - p) / bellHeight(z);
    z = Math.max(0, z + step / (1 - 0.5 * z * step));
  }
  return z;
}

/** The z that has the share u of the bell below it, 0 < u < 1. */
export function bellAt(u: number): number {
  return u < 0.5 ? -bellWithAbove(u) : bellWithAbove(1 - u);
}
