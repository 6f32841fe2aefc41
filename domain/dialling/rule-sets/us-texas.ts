import { type RuleSet } from './rule-set';

export const usTexasRules: RuleSet = {
  name: 'us-texas',
  title: 'Texas, telephone solicitation',
  territory: {
    callingCodes: ['1'],
    areaCodes: [
      ...['210', '214', '254', '281', '325', '346', '361', '409', '430', '432', '469', '512', '621', '682'],
      ...['713', '726', '737', '806', '817', '830', '832', '903', '915', '936', '940', '945', '956', '972'],
      '979',
    ],
  },
  rules: [
    {
      from: '2009-04-01',
      windows: [
        { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], Start: '09:00', End: '21:00' },
        { Days: ['Sun'], Start: '12:00', End: '21:00' },
      ],
      source: 'Tex. Bus. & Com. Code 301.051: 9 a.m. to 9 p.m., on Sundays from noon',
      known: 'secondary',
    },
  ],
};
