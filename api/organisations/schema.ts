import { z } from 'zod';
import { roles } from '../../store/mongodb/documents';
import { name } from '../campaigns/schema';
import { closed, text, wholeNumber } from '../schemas/fields';

export const organisationChange = closed({
  Name: name.optional(),
  DefaultRole: z.enum(roles).optional(),
  IncludedCredits: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  IncludedConversationSeconds: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  /** 0 removes the billing day: usage is then all-time. */
  BillingDoMStart: wholeNumber(0, 31).optional(),
  /** Free text such as `prepaid`. */
  BillingMode: text(1, 50).optional(),
  SchedulingEnabled: z.boolean().optional(),
});
