/** What answers about an organisation contain. */
import { z } from 'zod';
import { organisationShape } from '../campaigns/answers';
import { instant } from '../schemas/fields';

export const organisationAnswer = z
  .object({
    Org: z
      .object({
        ID: z.string().describe('Its id.'),
        ...organisationShape,
        SchedulingEnabled: z.boolean().describe('`false`: no campaign of the organisation dials.'),
        CreatedAt: instant.describe('When it was created.'),
        UpdatedAt: instant.describe('When it last changed.'),
      })
      .meta({ id: 'Organisation' }),
  })
  .meta({ id: 'OrganisationAnswer' });
