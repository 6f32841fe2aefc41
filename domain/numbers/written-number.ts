/** Stub until the real one is merged. */
import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max';
import { parsePhoneNumber } from './phone-number';

export interface NumberReading {
  region?: CountryCode;
  withoutPlus?: boolean;
}
export type WrittenNumber =
  { kind: 'valid'; e164: string; extension?: string } | { kind: 'invalid'; reason: string };

export function readWrittenNumber(text: string, _reading: NumberReading = {}): WrittenNumber {
  return parsePhoneNumber(text.replaceAll(/[\s().-]/g, ''));
}
export const isRegion = (text: string): text is CountryCode => isSupportedCountry(text);
export const looksLikeNumber = (text: string): boolean => /^[+'="(\s]*\d[\d\s().\-"]{5,}$/.test(text);
