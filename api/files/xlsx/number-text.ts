/** The text of a number cell. */
import { type NumberShape } from './number-shapes';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** As many as a spreadsheet keeps, and as a phone number may have. */
const KEPT_DIGITS = 15;
const DAY_SECONDS = 24 * 60 * 60;
const DAY_MS = DAY_SECONDS * 1_000;

/** `epoch`: the year of the workbook's day 0. */
export function numberText(stored: string, shape: NumberShape | undefined, epoch: 1900 | 1904): string {
  const asDate =
    shape?.kind === 'date' && NUMBER.test(stored) ? dateText(Number(stored), shape, epoch) : undefined;
  if (asDate !== undefined) return asDate;
  const text = plainText(stored);
  if (shape?.kind !== 'digits' || !/^\d+$/.test(text)) return text;
  return `${shape.plus ? '+' : ''}${text.padStart(shape.width, '0')}`;
}

/**
 * Every digit, or a form with an exponent: the reader of phone numbers refuses that as what a spreadsheet has
 * destroyed.
 */
function plainText(stored: string): string {
  if (/^\d{1,15}$/.test(stored) || !NUMBER.test(stored)) return stored;
  const number = Number(stored);
  if (!Number.isFinite(number)) return stored;
  if (!Number.isInteger(number)) return upperCase(String(number));
  const digits = String(Math.abs(number)).replace(/0+$/, '');
  // `+ 0` makes a zero of a negative zero.
  const isExact = Number.isSafeInteger(number) && digits.length <= KEPT_DIGITS;
  return isExact ? String(number + 0) : upperCase(number.toExponential());
}

const upperCase = (text: string): string => text.replace('e', 'E');

/** In 1900 Excel has a 29th of February, which there was not: the days before it are one further. */
const FEBRUARY_29_1900 = 60;
const firstDay = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) };
const LAST_DAY = Date.UTC(9999, 11, 31);

/** ISO 8601 without a zone, to the second: fractions of days are not exact. Undefined when it is no time at all. */
function dateText(
  days: number,
  { hasDay, hasTime }: { hasDay: boolean; hasTime: boolean },
  epoch: 1900 | 1904,
): string | undefined {
  const seconds = Math.round(days * DAY_SECONDS);
  const day = Math.floor(seconds / DAY_SECONDS);
  const time = clockTime(seconds - day * DAY_SECONDS);
  // Day 0 of 1900 is none, and a time alone is on day 0.
  if (day === 0 && (!hasDay || epoch === 1900)) return time;
  if (epoch === 1900 && day === FEBRUARY_29_1900) return undefined;
  const at = firstDay[epoch] + (day + (epoch === 1900 && day < FEBRUARY_29_1900 ? 1 : 0)) * DAY_MS;
  if (day < 0 || at > LAST_DAY) return undefined;
  const date = new Date(at).toISOString().slice(0, 10);
  return hasTime || time !== '00:00:00' ? `${date}T${time}` : date;
}

function clockTime(seconds: number): string {
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Some programs write dates as text, with a midnight even if the cell shows none. */
export function isoDateText(stored: string, shape: NumberShape | undefined): string {
  const showsTime = shape?.kind === 'date' && shape.hasTime;
  const text = stored.replace(/\.0+(?=Z?$)/, '');
  return showsTime ? text : text.replace(/^(\d{4}-\d\d-\d\d)T00:00:00Z?$/, '$1');
}
