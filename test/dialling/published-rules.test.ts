import { createPublishedRules } from '../../domain/dialling/published-rules';
import { campaignData } from '../support/campaign-data';

const version = (Version: number) => ({
  _id: 'campaign',
  Version,
  Data: campaignData({ MaxActiveCalls: Version }),
});

it('the newest version that was read stays known, also when a slow reader brings an earlier one after it', () => {
  const rules = createPublishedRules();
  rules.of(version(2));
  expect(rules.of(version(1)).data.MaxActiveCalls).toBe(1);
  expect(rules.lastSeen('campaign')).toMatchObject({ version: 2, rules: { data: { MaxActiveCalls: 2 } } });
  expect(rules.of(version(3))).toBe(rules.lastSeen('campaign')?.rules);
});
