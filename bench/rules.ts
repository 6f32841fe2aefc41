/** A campaign with every rule on, for rows that measure the cost of the rules. */
import { type CampaignData } from '../domain/campaigns/campaign-data';

const CALLER_IDS = 50;
const areas = [202, 312, 415, 702, 808];

export const everyRule = (): Pick<
  CampaignData,
  'AvailableCallerIDs' | 'Constraints' | 'JobDataSchema' | 'JobMetadataSchema'
> => ({
  AvailableCallerIDs: Object.fromEntries(
    // Fifty fictional numbers in five areas of the contacts, one in ten of them disabled.
    areas.flatMap((area) =>
      Array.from({ length: CALLER_IDS / areas.length }, (_, i) => [
        `+1${area}55501${90 + i}`,
        { Disabled: i === 0 },
      ]),
    ),
  ),
  Constraints: {
    DisableJitter: true,
    CallWindows: [
      { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '20:00' },
      { Days: ['Sat'], Start: '10:00', End: '18:00' },
    ],
    BlackoutDates: ['2026-12-25', '2027-01-01'],
    RuleSets: 'auto',
    MaxAttemptsPerNumber: { Count: 3, Per: '7d' },
    NotAfter: '2030-01-01T00:00:00Z',
  },
  JobMetadataSchema: {
    type: 'object',
    properties: { segment: { type: 'string', maxLength: 40 } },
    required: ['segment'],
    additionalProperties: false,
  },
  JobDataSchema: {
    type: 'object',
    properties: { firstName: { type: 'string', pattern: '^[A-Z][a-z]+$' } },
    required: ['firstName'],
  },
});
