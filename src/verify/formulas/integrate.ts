/** Numeric integration where no closed form is at hand: Simpson's rule on equal steps. */
export function integrate(f: (x: number) => number, from: number, to: number, steps = 2000): number {
  const even = steps + (steps % 2);
  const h = (to - from) / even;
  let sum = f(from) + f(to);
  for (let i = 1; i < even; i++) sum += f(from + i * h) * (i % 2 === 1 ? 4 : 2);
  return (sum * h) / 3;
}
