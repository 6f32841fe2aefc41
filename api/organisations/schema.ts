import { z } from 'zod';
import { roles } from '../../store/mongodb/documents';
import { name } from '../campaigns/schema';
import { closed, text, wholeNumber } from '../schemas/fields';

export const organisationChange = closed({
  Name: name.optional(),
  DefaultRole: z.enum(roles).optional(),
  IncludedCredits: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  IncludedConversationSeconds: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  /** 0 takes the billing day away: usage is all-time then. */
  BillingDoMStart: wholeNumber(0, 31).optional(),
  /** A word such as `prepaid`. */
  BillingMode: text(1, 50).optional(),
  SchedulingEnabled: z.boolean().optional(),
});
