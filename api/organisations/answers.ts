/** What answers about an organisation contain. */
import { z } from 'zod';
import { organisationShape } from '../campaigns/answers';
import { instant } from '../schemas/fields';

export const organisationAnswer = z
  .object({
    Org: z
      .object({
        ID: z.string(),
        ...organisationShape,
        SchedulingEnabled: z.boolean().describe('`false`: no campaign of the organisation dials.'),
        CreatedAt: instant,
        UpdatedAt: instant,
      })
      .meta({ id: 'Organisation' }),
  })
  .meta({ id: 'OrganisationAnswer' });
