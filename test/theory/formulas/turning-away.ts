/**
 * Turning away that is work: of K slots that are never idle, x requests a second are served for s each
 * and λ − x turned away for c each, so x·s + (λ − x)·c = K. Source: conservation of work; the argument
 * that shedding itself collapses when λ·c reaches K is that of "Handling overload" in Site Reliability
 * Engineering (Beyer et al., 2016), chapter 21.
 */

/** Requests served a second, by `slots` (or cores) of which none is ever idle. */
export function servedWhileTurningAway(
  arrivalRate: number,
  slots: number,
  service: number,
  rejection: number,
): number {
  return Math.max(0, (slots - arrivalRate * rejection) / (service - rejection));
}
