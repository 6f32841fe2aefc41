import { z } from 'zod';
import { roles } from '../../store/mongodb/documents';
import { name } from '../campaigns/schema';
import { closed, text, wholeNumber } from '../schemas/fields';

export const organisationChange = closed({
  Name: name.optional().describe('For people; 1 to 200 characters, not all blank.'),
  DefaultRole: z.enum(roles).optional().describe('Stored and shown.'),
  IncludedCredits: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe('Stored and shown.'),
  IncludedConversationSeconds: wholeNumber(0, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe(
      'Seconds of conversation that are included in a billing interval, for the metrics of campaigns.',
    ),
  BillingDoMStart: wholeNumber(0, 31)
    .optional()
    .describe('Day of the month on which a billing interval starts. 0 removes it: usage is then all-time.'),
  BillingMode: text(1, 50).optional().describe('Free text such as `prepaid`. Stored and shown.'),
  SchedulingEnabled: z
    .boolean()
    .optional()
    .describe('`false`: once it is answered, no campaign of the organisation dials.'),
}).meta({ id: 'OrganisationChange' });
