/** A time as a clock on the wall shows it, where it is known which clock that is. */
import { offsetAt } from './local-time';

const MINUTE_MS = 60_000;

/**
 * RFC 3339 with the offset, such as 2027-03-11T09:00:00.000-05:00. Undefined where the zones show different clocks at
 * this instant, and where there is no zone: a guess would be taken for what the callee saw.
 */
export function shownIn(zones: readonly string[], ms: number): string | undefined {
  let offsetMs: number | undefined;
  for (const zone of zones) {
    const its = offsetAt(zone, ms).offsetMs;
    if (offsetMs !== undefined && its !== offsetMs) return undefined;
    offsetMs = its;
  }
  if (offsetMs === undefined) return undefined;
  return new Date(ms + offsetMs).toISOString().slice(0, -1) + offsetText(offsetMs);
}

/** There are some forty. */
const offsetTexts = new Map<number, string>();

function offsetText(offsetMs: number): string {
  const known = offsetTexts.get(offsetMs);
  if (known !== undefined) return known;
  const minutes = Math.floor(Math.abs(offsetMs) / MINUTE_MS);
  const text = `${offsetMs < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  offsetTexts.set(offsetMs, text);
  return text;
}

const twoDigits = (n: number): string => String(n).padStart(2, '0');
