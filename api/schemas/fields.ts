/**
 * The building blocks of all schemas, with their error messages. Schemas are built once, at load. Where a schema checks
 * by code what JSON Schema cannot say, `json` in its metadata stands for it in the API's document.
 */
import { z } from 'zod';
import { type JsonObject } from '../../domain/campaigns/campaign-data';
import { durationFormat, parseDuration } from '../../domain/time/duration';
import { canonicalOrSame, parsePhoneNumber } from '../../domain/numbers/phone-number';
import { closestName } from '../../domain/analysis/closest-name';
import { MOST_DESCRIBED } from '../json/fault';
import { isInRange, RANGE } from '../../domain/time/instants';

/** An object that refuses unknown fields by name: a typo must not silently change what happens. */
export function closed<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape);
  const describe = (field: string): string => {
    const closest = closestName(field, names);
    if (closest !== undefined) return `is not a known field; did you mean "${closest}"?`;
    return `is not a known field; ${names.length > 0 ? `allowed are ${names.join(', ')}` : 'none is allowed here'}`;
  };
  return z.strictObject(shape, {
    // One line per key, in zod's order; faults.ts splits them again. Only the first of many keys are described.
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.slice(0, MOST_DESCRIBED).map(describe).join('\n')
        : undefined,
  });
}

/** How many there are of something. */
export const count = z.int().min(0);

/** A list or a record of at most `most` members. A larger one is refused before its members are checked. */
export const bounded = <Schema extends z.ZodType>(schema: Schema, most: number) =>
  z.preprocess((value, context) => {
    const size = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
    if (size <= most) return value;
    context.addIssue({ code: 'custom', message: `must have at most ${most} members, not ${size}` });
    return z.NEVER;
  }, schema);

/** A text of the wrong length is not checked further: one place has one fault. */
export const text = (min: number, max: number) =>
  z.string().min(min, { abort: true }).max(max, { abort: true });

/**
 * Characters that XML cannot express (XML 1.0, production 2). NUL and lone surrogates are refused in all texts of the
 * API.
 */
const NOT_IN_XML = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** A text that is sent to carriers in XML. */
export const xmlText = (max: number) =>
  shownAs(
    text(0, max).superRefine((value, context) => {
      const found = NOT_IN_XML.exec(value);
      if (!found) return;
      const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      const message = `has the character U+${code} at place ${found.index + 1}, which carriers cannot be told; remove it`;
      context.addIssue({ code: 'custom', message });
    }),
    { type: 'string', maxLength: max, pattern: NOT_IN_XML.source.replace('[', '^[^').replace(/$/, '*$') },
  );

export const wholeNumber = (min: number, max: number) => z.int().min(min).max(max);

/** What a schema is in the API's document, in place of what would follow from its code. */
export const shownAs = <Schema extends z.ZodType>(schema: Schema, json: Record<string, unknown>): Schema =>
  schema.meta({ ...z.globalRegistry.get(schema), json });

/** Accepts any written form of a number, and returns the canonical one. */
export const phoneNumber = shownAs(
  z.string().transform((value, context) => {
    const parsed = parsePhoneNumber(value);
    if (parsed.kind === 'valid') return parsed.e164;
    context.addIssue({ code: 'custom', message: parsed.reason });
    return z.NEVER;
  }),
  // A number outside the plan of its country is refused as well.
  { type: 'string', format: 'phone-number', pattern: '^\\+[0-9]{7,15}$' },
);

/**
 * A record by phone number. Refuses two spellings of one number: they would become one member, and one would be lost.
 */
export const byPhoneNumber = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (value, context) => {
      const spellings = typeof value === 'object' && value !== null ? Object.keys(value) : [];
      const firstOf = new Map<string, string>();
      for (const spelling of spellings) {
        const number = canonicalOrSame(spelling);
        const first = firstOf.get(number);
        firstOf.set(number, first ?? spelling);
        if (first === undefined) continue;
        const message = `is the number of "${first}" in another form; keep one of the two`;
        context.addIssue({ code: 'custom', path: [spelling], message });
      }
      return value;
    },
    z.record(phoneNumber, schema),
  );

export const duration = shownAs(
  z.string().refine((value) => parseDuration(value) !== undefined, { error: `must be ${durationFormat}` }),
  { type: 'string', format: 'duration-with-unit', pattern: '^[0-9]{1,8}[smhd]$' },
);

/** RFC 3339 allows lower case for T and Z; the stored text has upper case, which all readers accept. */
export const time = shownAs(
  z.preprocess(
    (value) => (typeof value === 'string' ? value.toUpperCase() : value),
    z.iso
      .datetime({
        offset: true,
        abort: true,
        error: (issue) =>
          issue.code === 'invalid_format'
            ? 'must be an RFC 3339 time with a zone, such as 2030-01-31T09:00:00Z'
            : undefined,
      })
      .refine((value) => isInRange(Date.parse(value)), { error: `must be a time ${RANGE}` }),
  ),
  { type: 'string', format: 'date-time' },
);

/** An IANA time zone that this process knows. */
export const zoneName = (isAllowed: (zone: string) => boolean, error: string) =>
  shownAs(z.string().refine(isAllowed, { error }), { type: 'string', format: 'time-zone' });

/** Any JSON object, taken as it is: copying it field by field would slow imports down. */
export const jsonObject = shownAs(
  z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: (issue) => (issue.input === undefined ? 'is missing; it must be an object' : 'must be an object'),
  }),
  { type: 'object', additionalProperties: true },
);

/** A time of ours in an answer. JSON has it in UTC with milliseconds. */
export const instant = shownAs(
  z.custom<Date>((value) => value instanceof Date),
  { type: 'string', format: 'date-time' },
);

/** Of one page of a list. */
export const nextCursor = z
  .string()
  .optional()
  .describe('Send it as `cursor` for the next page. Absent on the last one.');
