/** The building blocks of every schema, and the one wording of what was wrong. Schemas are built once, at load. */
import { z } from 'zod';
import { type JsonObject } from '../../domain/campaign-data';
import { durationFormat, parseDuration } from '../../domain/duration';
import { parsePhoneNumber } from '../../domain/phone-number';
import { closestName } from './closest-name';

/** An object that refuses unknown fields by name: a typo must not silently change what happens. */
export function closed<Shape extends z.ZodRawShape>(
  shape: Shape,
  notEnforced: readonly string[] = [],
): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape);
  const describe = (field: string): string => {
    if (notEnforced.includes(field)) {
      return 'is not enforced by this version, so it is refused rather than silently ignored';
    }
    const closest = closestName(field, names);
    return `is not a known field; ${closest ? `did you mean "${closest}"?` : `allowed are ${names.join(', ')}`}`;
  };
  return z.strictObject(shape, {
    // One line for each key, in zod's order; faults.ts takes them apart again.
    error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map(describe).join('\n') : undefined),
  });
}

export const text = (min: number, max: number) => z.string().min(min).max(max);

export const wholeNumber = (min: number, max: number) => z.int().min(min).max(max);

export const phoneNumber = z.string().superRefine((value, context) => {
  const parsed = parsePhoneNumber(value);
  if (parsed.kind === 'invalid') context.addIssue({ code: 'custom', message: parsed.reason });
});

export const duration = z.string().refine((value) => parseDuration(value) !== undefined, {
  error: `must be ${durationFormat}`,
});

export const time = z.iso.datetime({
  offset: true,
  error: (issue) =>
    issue.code === 'invalid_format'
      ? 'must be an RFC 3339 time with a zone, such as 2030-01-31T09:00:00Z'
      : undefined,
});

/** Any JSON object, taken as it is: copying it field by field would cost an import its speed. */
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  {
    error: (issue) => (issue.input === undefined ? 'is missing; it must be an object' : 'must be an object'),
  },
);
