import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

/** 924 is laid over 507 since 2024-08-30. */
export const usMinnesotaRules: RuleSet = {
  name: 'us-minnesota',
  title: 'Minnesota, commercial telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['218', '320', '507', '612', '651', '763', '924', '952'] },
  rules: [
    {
      from: '1987-08-01',
      windows: [{ Days: [...days], Start: '09:00', End: '21:00' }],
      source: 'Minn. Stat. 325E.30: none before 9 a.m. or after 9 p.m.',
      known: 'secondary',
    },
  ],
};
