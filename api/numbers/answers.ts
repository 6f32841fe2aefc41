/** What answers about opt-outs contain. */
import { z } from 'zod';
import { optOutSources } from '../../store/mongodb/documents';
import { instant, nextCursor } from '../schemas/fields';

const optOut = z
  .object({
    PhoneNumber: z.string().describe('In its canonical form.'),
    Source: z
      .enum(optOutSources)
      .describe(
        '`api`: a client put it there. `import`: a file. `call`: the contact asked for it in a call.',
      ),
    CreatedAt: instant.describe('When it was put on the list.'),
  })
  .meta({ id: 'OptOut' });

export const optOutAnswer = z.object({ OptOut: optOut }).meta({ id: 'OptOutAnswer' });
export const optOutList = z
  .object({ OptOuts: z.array(optOut).describe('In order of number.'), NextCursor: nextCursor })
  .meta({ id: 'OptOutList' });
