/** The key of a number's document, and the fields that identify it. */
import { type Document } from 'mongodb';
import { canonicalOrSame } from '../../domain/numbers/phone-number';

/** By the canonical form, whichever form is given: a line has one entry. */
export const numberId = (orgId: string, phoneNumber: string): string =>
  `${orgId}:${canonicalOrSame(phoneNumber)}`;

/** The identifying fields, for an update that may create the document. */
export const identityOf = (orgId: string, phoneNumber: string): Document => ({
  OrgID: orgId,
  PhoneNumber: { $literal: canonicalOrSame(phoneNumber) },
});
