/** The key of a number's document, and whose it is. */
import { type Document } from 'mongodb';
import { canonicalOrSame } from '../../domain/numbers/phone-number';

/** By the canonical form, whichever form a document or a caller has: a line has one entry. */
export const numberId = (orgId: string, phoneNumber: string): string =>
  `${orgId}:${canonicalOrSame(phoneNumber)}`;

/** Whose document it is, for an update that may create it. */
export const identityOf = (orgId: string, phoneNumber: string): Document => ({
  OrgID: orgId,
  PhoneNumber: { $literal: canonicalOrSame(phoneNumber) },
});
