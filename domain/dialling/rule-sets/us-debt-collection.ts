import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';
import { usCountries } from './us-countries';

export const usDebtCollectionRules: RuleSet = {
  name: 'us-debt-collection',
  title: 'United States, debt collection (Regulation F)',
  territory: { callingCode: '1', countries: usCountries },
  rules: [
    {
      from: '2021-11-30',
      windows: [{ Days: [...days], Start: '08:00', End: '21:00' }],
      source: '12 CFR 1006.6(b)(1): 8 a.m. to 9 p.m. local time at the consumer’s location',
      known: 'memory',
    },
    {
      from: '2021-11-30',
      // The law counts by debt, and we do not know the debt, so we count all.
      attempts: { Count: 7, Per: '7d' },
      source: '12 CFR 1006.14(b)(2): at most seven calls in seven days about one debt',
      known: 'secondary',
    },
  ],
};
