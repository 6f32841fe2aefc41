import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usOregonRules: RuleSet = {
  name: 'us-oregon',
  title: 'Oregon, telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['458', '503', '541', '971'] },
  rules: [
    {
      from: '2026-01-01',
      windows: [{ Days: [...days], Start: '08:00', End: '20:00' }],
      source: 'ORS 646.563(1)(b), by HB 3865 of 2025: 8 a.m. to 8 p.m.',
      known: 'secondary',
    },
    {
      from: '2026-01-01',
      attempts: { Count: 3, Per: '24h' },
      source: 'ORS 646.563(1)(b): at most three times to a party in 24 hours',
      known: 'secondary',
    },
  ],
};
