/** Whether something was thrown because there is no more memory to be had for simulated state; it may come from another thread. */
export function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'RangeError' &&
    /array buffer allocation failed/i.test(error.message)
  );
}
