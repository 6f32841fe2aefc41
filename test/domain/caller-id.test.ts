import { chooseCallerId } from '../../domain/caller-id';

const campaign = {
  CallerID: '+12025550100',
  AvailableCallerIDs: { '+12125550101': { Disabled: false }, '+13125550102': { Disabled: true } },
};

const cases: [named: string | undefined, chosen: string, why: string][] = [
  ['+12125550101', '+12125550101', 'an enabled one of the campaign'],
  ['+13125550102', '+12025550100', 'a disabled one'],
  ['+14155550103', '+12025550100', "somebody else's"],
  ['+12025550100', '+12025550100', "the campaign's own"],
  ['constructor', '+12025550100', 'a name every object has'],
  [undefined, '+12025550100', 'none'],
];

describe('the caller ID', () => {
  it.each(cases)('when the job names %s is %s (%s)', (named, chosen) => {
    expect(chooseCallerId(campaign, named)).toBe(chosen);
  });
});
