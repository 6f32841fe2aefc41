/** Public holidays are days without calls under the rule sets whose law says so. */
import { mayDialUnder } from '../support/may-dial';

const dial = (name: string, phoneNumber: string, time: string) =>
  mayDialUnder({
    nowMs: Date.parse(time),
    phoneNumber,
    constraints: { RuleSets: [name], ConsentStated: true },
    job: {},
  });

describe('no call goes out on a public holiday under', () => {
  it.each([
    ['fr', '+33155501234', '2027-07-14T11:00:00+02:00', 'Bastille Day'],
    ['fr', '+33155501234', '2027-05-06T11:00:00+02:00', 'Ascension'],
    ['fr', '+33155501234', '2041-11-11T11:00:00+01:00', 'Armistice, years ahead'],
    ['es', '+34915550123', '2027-10-12T11:00:00+02:00', 'national holiday'],
    ['es', '+34915550123', '2027-12-08T11:00:00+01:00', 'Immaculate Conception'],
    ['es', '+34935550123', '2028-09-11T11:00:00+02:00', 'Diada of Catalonia, a number that may be there'],
    ['au', '+61255501234', '2027-01-26T11:00:00+11:00', 'Australia Day'],
    ['au', '+61255501234', '2027-12-27T11:00:00+11:00', 'substitute of Christmas Day'],
    ['za', '+27115550123', '2027-09-24T11:00:00+02:00', 'Heritage Day'],
    ['za', '+27115550123', '2027-03-22T11:00:00+02:00', 'Human Rights Day fell on a Sunday'],
    ['co', '+576015550123', '2027-07-20T11:00:00-05:00', 'Independence'],
    ['co', '+576015550123', '2027-08-16T11:00:00-05:00', 'Assumption, moved to Monday'],
    ['us-rhode-island', '+14015550123', '2027-08-09T11:00:00-04:00', 'Victory Day'],
    ['us-rhode-island', '+14015550123', '2027-11-25T11:00:00-05:00', 'Thanksgiving'],
    ['us-rhode-island', '+14015550123', '2027-05-04T11:00:00-04:00', 'Rhode Island Independence Day'],
    ['us-alabama', '+12055550123', '2027-04-26T11:00:00-05:00', 'Confederate Memorial Day'],
    ['us-alabama', '+12515550123', '2027-02-09T11:00:00-06:00', 'Mardi Gras'],
    ['us-louisiana', '+15045550123', '2027-02-09T11:00:00-06:00', 'Mardi Gras'],
    ['us-louisiana', '+15045550123', '2027-01-08T11:00:00-06:00', 'Battle of New Orleans'],
    ['us-louisiana', '+15045550123', '2028-11-07T11:00:00-06:00', 'general election'],
    ['us-utah', '+18015550123', '2028-07-24T11:00:00-06:00', 'Pioneer Day'],
    ['us-pennsylvania', '+12155550123', '2027-07-05T11:00:00-04:00', 'substitute of Independence Day'],
    ['us-pennsylvania', '+12155550123', '2027-03-26T11:00:00-04:00', 'Good Friday'],
    ['us-pennsylvania', '+12155550123', '2027-11-02T11:00:00-04:00', 'Election Day'],
    [
      'us-utah',
      '+18015550123',
      '2026-06-15T11:00:00-06:00',
      'Juneteenth on a Friday, kept on the Monday before',
    ],
    ['us-utah', '+18015550123', '2027-06-21T11:00:00-06:00', 'Juneteenth on a Saturday'],
    ['us-utah', '+18015550123', '2027-07-23T11:00:00-06:00', 'Pioneer Day on a Saturday'],
    ['us-utah', '+18015550123', '2033-07-25T11:00:00-06:00', 'Pioneer Day on a Sunday'],
    ['us-rhode-island', '+14015550123', '2026-07-06T11:00:00-04:00', 'Independence Day on a Saturday'],
    ['us-rhode-island', '+14015550123', '2031-05-05T11:00:00-04:00', 'its own Independence Day on a Sunday'],
  ])('%s: %s at %s, %s', (name, number, time) => {
    expect(dial(name, number, time)).toMatchObject({ kind: 'wait', reason: 'blackout' });
  });
});

describe('a day that is a holiday elsewhere is a day for calls under', () => {
  it.each([
    [
      'fr',
      '+33155501234',
      '2027-03-26T11:00:00+01:00',
      'Good Friday is a holiday in Alsace and Moselle alone',
    ],
    ['au', '+61255501234', '2027-06-14T11:00:00+10:00', 'the King’s birthday is not a national day'],
    ['us-mississippi', '+16015550123', '2027-01-18T11:00:00-06:00', 'the ban of holidays has ended'],
    ['us-federal', '+12125550123', '2027-12-25T11:00:00-05:00', 'federal law names no days'],
    ['ca', '+14165550123', '2027-07-01T11:00:00-04:00', 'the CRTC names no days'],
  ])('%s: %s at %s, %s', (name, number, time) => {
    expect(dial(name, number, time).kind).toBe('dial');
  });
});
