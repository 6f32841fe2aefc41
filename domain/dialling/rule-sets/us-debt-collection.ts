import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';
import { usCountries } from './us-countries';

export const usDebtCollectionRules: RuleSet = {
  name: 'us-debt-collection',
  title: 'United States, debt collection (Regulation F)',
  territory: { callingCodes: ['1'], countries: usCountries },
  onlyFor: 'calls about a debt',
  rules: [
    {
      from: '2021-11-30',
      windows: [{ Days: [...days], Start: '08:00', End: '21:00' }],
      source: '12 CFR 1006.6(b)(1): 8 a.m. to 9 p.m. local time at the consumer’s location',
      known: 'secondary',
    },
    {
      from: '2021-11-30',
      // The law counts by debt, and we do not know the debt, so we count all. It counts days: with these hours, calls
      // on seven consecutive days are less than seven times 24 hours apart, so this is no less strict.
      attempts: { Count: 7, Per: '7d' },
      source: '12 CFR 1006.14(b)(2)(i)(A): at most seven calls in seven consecutive days about one debt',
      known: 'primary',
    },
    {
      from: '2021-11-30',
      // The law counts days, and the day of the conversation is the first: the next call is allowed on the eighth. With
      // these hours, seven times 24 hours never end before it, also when clocks go back.
      quietAfterConversation: '7d',
      source:
        '12 CFR 1006.14(b)(2)(i)(B): none within seven consecutive days after a conversation about the debt',
      known: 'primary',
    },
  ],
};
