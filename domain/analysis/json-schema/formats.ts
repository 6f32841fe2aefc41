import { type Ajv } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats';
import { MOST_FORMAT_CHARACTERS } from './bounds';
import { type Budget } from './budget';

const formats = new Map(Object.entries(fullFormats));
export const formatNames = [...formats.keys()];
export const isFormat = (name: string): boolean => formats.has(name);

/** The slowest format reads the whole text once per character, at under a nanosecond for each character read. */
const CHARACTERS_SQUARED_PER_STEP = 64;

/** Adds every format, guarded so that none gets a text that could keep it busy. */
export function addFormats(ajv: Ajv, budget: Budget): void {
  for (const [name, format] of formats) {
    const test = testOf(format);
    if (test === undefined) ajv.addFormat(name, true);
    else if (typeof format === 'object' && 'type' in format && format.type === 'number')
      ajv.addFormat(name, format);
    else {
      ajv.addFormat(name, (text: string) => {
        budget.spend(1 + Math.min(text.length, MOST_FORMAT_CHARACTERS) ** 2 / CHARACTERS_SQUARED_PER_STEP);
        return text.length <= MOST_FORMAT_CHARACTERS && test(text);
      });
    }
  }
}

function testOf(format: unknown): ((text: string) => boolean) | undefined {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return format as (text: string) => boolean;
  if (typeof format === 'object' && format !== null && 'validate' in format) return testOf(format.validate);
  return undefined;
}
