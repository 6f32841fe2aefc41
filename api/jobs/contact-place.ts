/** The fields in which a job says where its contact is. Messages do not repeat a postal code: it is personal. */
import { z } from 'zod';
import { type JobInput } from '../../domain/jobs/job';
import { postalCountries, zonesOfPostalCode } from '../../domain/numbers/postal-zones';
import { isKnownZone } from '../../domain/time/local-time';
import { text, zoneName } from '../schemas/fields';

/** As many characters as the longest name of the zone database has, with room for longer ones. */
const LONGEST_ZONE = 64;
/** No country's codes are longer, with their spaces and hyphens. */
const LONGEST_POSTAL_CODE = 12;

const COUNTRY = /^[A-Z]{2}$/;

export const contactPlaceShape = {
  ContactTimeZone: zoneName(
    (zone) => zone.length <= LONGEST_ZONE && isKnownZone(zone),
    'must be the name of an IANA time zone, such as America/Denver',
  )
    .optional()
    .describe('Where the contact is, as an IANA zone: it narrows where the number may be.'),
  ContactPostalCode: text(1, LONGEST_POSTAL_CODE)
    .optional()
    .describe('The same by a postal code, with `ContactCountry` and without `ContactTimeZone`.'),
  ContactCountry: z
    .string()
    .regex(COUNTRY, { error: 'must be a country of ISO 3166-1 in two capital letters, such as US' })
    .optional()
    .describe('The country of `ContactPostalCode`, in ISO 3166-1.'),
} satisfies z.ZodRawShape;

type Place = Pick<JobInput, 'ContactTimeZone' | 'ContactPostalCode' | 'ContactCountry'>;

interface PlaceFault {
  field: keyof Place;
  message: string;
}
const none: readonly PlaceFault[] = [];
const at = (field: keyof Place, message: string): readonly PlaceFault[] => [{ field, message }];

/** What is wrong with these fields together. */
export function placeFaults({
  ContactTimeZone,
  ContactPostalCode,
  ContactCountry,
}: Place): readonly PlaceFault[] {
  if (ContactTimeZone !== undefined && (ContactPostalCode !== undefined || ContactCountry !== undefined))
    return at(
      'ContactTimeZone',
      'must not stand beside ContactPostalCode and ContactCountry: two places might differ, so say one',
    );
  if (ContactPostalCode === undefined && ContactCountry === undefined) return none;
  if (ContactCountry === undefined)
    return at('ContactPostalCode', 'needs ContactCountry beside it, such as US');
  if (ContactPostalCode === undefined)
    return at('ContactCountry', 'needs ContactPostalCode beside it; a country alone is known by the number');
  // What is wrong with the field by itself is said already.
  if (!COUNTRY.test(ContactCountry)) return none;
  switch (zonesOfPostalCode(ContactCountry, ContactPostalCode).kind) {
    case 'zones':
      return none;
    case 'unknown_country':
      return at(
        'ContactCountry',
        `has no postal codes here; those of ${postalCountries.join(', ')} are known. Say ContactTimeZone instead`,
      );
    case 'malformed':
      return at('ContactPostalCode', `is not a postal code of ${ContactCountry}; send all of its characters`);
    case 'nowhere':
      return at(
        'ContactPostalCode',
        `names no place of ${ContactCountry} that is known, such as field post; say ContactTimeZone instead`,
      );
  }
}
