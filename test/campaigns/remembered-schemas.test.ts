import { schemasOf } from '../../api/campaigns/campaign-schemas';
import { campaignData } from '../support/campaign-data';

const remembered = (campaign: number, version = 1) =>
  schemasOf({
    _id: `campaign-${campaign}`,
    Version: version,
    Data: campaignData({ JobDataSchema: { type: 'object' } }),
  });

it('the schemas of a campaign are compiled once for each version, and those that were used last are remembered', async () => {
  const first = await remembered(0);
  expect(await remembered(0, 2)).not.toBe(first);
  expect(await remembered(0)).toBe(first);
  // With these there are 201: the second version was used longest ago.
  for (let campaign = 1; campaign < 200; campaign++) await remembered(campaign);
  expect(await remembered(0)).toBe(first);
  for (let campaign = 200; campaign < 400; campaign++) await remembered(campaign);
  expect(await remembered(0)).not.toBe(first);
});
