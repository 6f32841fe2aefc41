/** Australia, New Zealand, and island states with too few numbers for a table of their islands. */
import { type Plan } from './plan';

/**
 * Area codes: the numbering plan of 2015, whose regions follow exchanges and not the borders of states. Smaller areas
 * have numbers in ranges of every carrier, so a whole range has the zones of its border towns too. Nelson: Travel
 * Victoria, "Telephone services".
 */
const australia: Plan = {
  callingCode: '61',
  zones: [
    'Australia/Lord_Howe',
    'Australia/Sydney',
    'Australia/Melbourne',
    'Australia/Hobart',
    'Australia/Brisbane',
    'Australia/Adelaide',
    'Australia/Darwin',
    'Australia/Eucla',
    'Australia/Perth',
    'Indian/Christmas',
    'Indian/Cocos',
  ],
  regions: [
    { where: 'New South Wales and Canberra', areaCodes: '2', zones: ['Australia/Sydney'] },
    {
      where: 'the north coast with Lord Howe Island',
      areaCodes: '255 265',
      zones: ['Australia/Sydney', 'Australia/Lord_Howe'],
    },
    {
      where: 'the north-west with Mungindi, half of which is in Queensland',
      areaCodes: '257 267',
      zones: ['Australia/Sydney', 'Australia/Brisbane'],
    },
    {
      where: 'Victoria, Tasmania and the Murray',
      areaCodes: '3',
      zones: ['Australia/Melbourne', 'Australia/Hobart', 'Australia/Sydney'],
    },
    {
      where: 'Queensland; Tweed Heads is in New South Wales',
      areaCodes: '7',
      zones: ['Australia/Brisbane', 'Australia/Sydney'],
    },
    {
      where: 'South Australia, the Northern Territory, Western Australia, Eucla between them',
      areaCodes: '8',
      zones: ['Australia/Adelaide', 'Australia/Darwin', 'Australia/Eucla', 'Australia/Perth'],
    },
    {
      where: 'the south-east of South Australia; Nelson, which has its numbers, is in Victoria',
      areaCodes: '877 887',
      zones: ['Australia/Adelaide', 'Australia/Melbourne'],
    },
    {
      where: 'Broken Hill; Wilcannia and Menindee keep the time of Sydney',
      areaCodes: '880',
      zones: ['Australia/Adelaide', 'Australia/Sydney'],
    },
    {
      where: 'Western Australia',
      areaCodes: '86 89',
      zones: ['Australia/Perth', 'Australia/Eucla'],
    },
    {
      where: 'its north with Christmas Island and the Cocos Islands',
      areaCodes: '891',
      zones: ['Australia/Perth', 'Indian/Christmas', 'Indian/Cocos'],
    },
    {
      where: 'numbers of the newer carriers, of the whole of 8',
      areaCodes: '85',
      zones: [
        'Australia/Adelaide',
        'Australia/Darwin',
        'Australia/Eucla',
        'Australia/Perth',
        'Indian/Christmas',
        'Indian/Cocos',
      ],
    },
  ],
};

/**
 * The plan is also that of Pitcairn (Wikipedia, "Telephone numbers in New Zealand"), whose numbers begin with 9. No
 * source that could be read names a narrower range.
 */
const newZealand: Plan = {
  callingCode: '64',
  zones: ['Pacific/Auckland', 'Pacific/Chatham'],
  regions: [
    {
      where: 'the North Island; 3, the South Island, has the Chatham Islands in ranges of every carrier',
      areaCodes: '4 6 7',
      zones: ['Pacific/Auckland'],
    },
    {
      where: 'Auckland and the north; Pitcairn, half an ocean away',
      areaCodes: '9',
      zones: ['Pacific/Auckland', 'Pacific/Pitcairn'],
    },
    {
      where: 'anywhere: personal and premium',
      areaCodes: '70 900',
      zones: ['Pacific/Auckland', 'Pacific/Chatham'],
    },
  ],
};

const everywhere = (callingCode: string, ...zones: string[]): Plan => ({ callingCode, zones, regions: [] });

export const islandPlans: readonly Plan[] = [
  australia,
  newZealand,
  everywhere('299', 'America/Godthab', 'America/Scoresbysund', 'America/Thule', 'America/Danmarkshavn'), // Greenland
  everywhere('675', 'Pacific/Port_Moresby', 'Pacific/Bougainville'), // Papua New Guinea
  everywhere('686', 'Pacific/Tarawa', 'Pacific/Enderbury', 'Pacific/Kiritimati'), // Kiribati
  everywhere('689', 'Pacific/Tahiti', 'Pacific/Marquesas', 'Pacific/Gambier'), // French Polynesia
  everywhere('691', 'Pacific/Truk', 'Pacific/Ponape', 'Pacific/Kosrae'), // Micronesia
];
