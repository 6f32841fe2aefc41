import { shownIn } from '../../domain/time/shown-time';

const at = Date.parse('2027-03-11T14:00:00.123Z');

it.each<[string[], string | undefined]>([
  [['America/New_York'], '2027-03-11T09:00:00.123-05:00'],
  [['America/New_York', 'America/Detroit'], '2027-03-11T09:00:00.123-05:00'],
  [['Asia/Kathmandu'], '2027-03-11T19:45:00.123+05:45'],
  [['America/St_Johns'], '2027-03-11T10:30:00.123-03:30'],
  [['Europe/London'], '2027-03-11T14:00:00.123+00:00'],
  [['Pacific/Auckland'], '2027-03-12T03:00:00.123+13:00'],
  [['America/New_York', 'America/Chicago'], undefined],
  [[], undefined],
])('in %j', (zones, shown) => {
  expect(shownIn(zones, at)).toBe(shown);
  if (shown !== undefined) expect(Date.parse(shown)).toBe(at);
});

it('two zones that differ in winter show one time while their clocks agree', () => {
  // Phoenix has no summer time.
  const zones = ['America/Phoenix', 'America/Denver'];
  expect(shownIn(zones, Date.parse('2027-01-15T12:00:00Z'))).toBe('2027-01-15T05:00:00.000-07:00');
  expect(shownIn(zones, Date.parse('2027-07-15T12:00:00Z'))).toBeUndefined();
});
