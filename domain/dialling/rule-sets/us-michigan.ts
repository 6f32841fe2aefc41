import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

/** 679 is laid over 313 since 2025-11-07. */
export const usMichiganRules: RuleSet = {
  name: 'us-michigan',
  title: 'Michigan, unsolicited commercial calls',
  territory: {
    callingCodes: ['1'],
    areaCodes: ['231', '248', '269', '313', '517', '586', '616', '679', '734', '810', '906', '947', '989'],
  },
  rules: [
    {
      from: '2003-03-31',
      // A criminal law against malicious annoyance. Whether it reaches every sales call is disputed; we take it so.
      windows: [{ Days: [...days], Start: '09:00', End: '21:00' }],
      source: 'MCL 750.540e(1)(f): none received between 9 p.m. and 9 a.m.',
      known: 'secondary',
    },
  ],
};
