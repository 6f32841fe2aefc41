/**
 * Africa and the South Seas. Area codes by city from the plans of the ACMA (Australia), the NZ Numbering Administrator,
 * the ARPTC (Congo) and Arcep (French overseas); zones from zone.tab of the zone database 2026f. Written down by hand
 * on 2026-11-25. Where Google's place names lie on the other side of a border (Mungindi, Tweed Heads, Wilcannia,
 * Chatham), they are followed.
 */
import { type Place } from './place';

const at = (where: string, prefixes: string, ...zones: string[]): Place => ({ where, prefixes, zones });

const everyAustralian = ['Lord_Howe', 'Sydney', 'Brisbane', 'Adelaide', 'Darwin', 'Perth', 'Eucla'];

const australia: Place[] = [
  at('Sydney, Newcastle, Canberra', '612 61292 61249 61262', 'Australia/Sydney'),
  at('Lord Howe Island', '61265632 612550531 61255684', 'Australia/Lord_Howe'),
  at('Mungindi', '61267532 61257310', 'Australia/Sydney', 'Australia/Brisbane'),
  at('Melbourne, Ballarat, Mildura', '613 61396 61353 61350', 'Australia/Melbourne'),
  at('Hobart, Launceston', '61362 61363', 'Australia/Hobart'),
  at('Brisbane, Gold Coast', '617 61731 61732 61738 61755', 'Australia/Brisbane'),
  at(
    'Cairns, Townsville, Mackay, Toowoomba',
    '61740 61747 61749 61746 61745',
    'Australia/Brisbane',
    'Australia/Lindeman',
  ),
  at('Tweed Heads', '617552 6175536', 'Australia/Sydney'),
  at('Adelaide, Mount Gambier', '6188 61882 618872 61870', 'Australia/Adelaide'),
  at('Darwin, Alice Springs', '61889 618894 618895 61879', 'Australia/Darwin'),
  at('Broken Hill', '6188087 6188088', 'Australia/Broken_Hill'),
  at('Wilcannia and Menindee', '6188091', 'Australia/Sydney'),
  at('Perth, Bunbury, Broome', '6189 61893 61897 618919 6186', 'Australia/Perth'),
  at('Eucla', '61890393 618903', 'Australia/Eucla'),
  at('Christmas Island', '6189164', 'Indian/Christmas'),
  at('the Cocos Islands', '6189162', 'Indian/Cocos'),
  at(
    'mobile, toll-free and satellite in Australia',
    '614 61400 611800 611300 6113 61147 615',
    ...everyAustralian.map((zone) => `Australia/${zone}`),
  ),
  at('Norfolk Island', '6723', 'Pacific/Norfolk'),
  at(
    'Davis, Mawson, Casey',
    '67210 67211 67212',
    'Antarctica/Davis',
    'Antarctica/Mawson',
    'Antarctica/Casey',
  ),
];

const seas: Place[] = [
  at('Auckland, Wellington, Hamilton', '649 644 647', 'Pacific/Auckland'),
  at('Christchurch, Ashburton, Dunedin', '643 643307 6433 64347', 'Pacific/Auckland'),
  at('the Chatham Islands', '643305 6432613 6433950', 'Pacific/Chatham'),
  at('mobile and toll-free in New Zealand', '6421 6427 64800 64508', 'Pacific/Auckland', 'Pacific/Chatham'),
  at('Kiribati', '686 68673', 'Pacific/Tarawa', 'Pacific/Kanton', 'Pacific/Kiritimati'),
  at('French Polynesia', '689 68987', 'Pacific/Tahiti', 'Pacific/Marquesas', 'Pacific/Gambier'),
  at('New Caledonia', '687', 'Pacific/Noumea'),
  at('Wallis and Futuna', '681', 'Pacific/Wallis'),
  at('Micronesia', '691 691320 691330', 'Pacific/Chuuk', 'Pacific/Pohnpei', 'Pacific/Kosrae'),
  at('the Marshall Islands', '692', 'Pacific/Majuro', 'Pacific/Kwajalein'),
  at('Papua New Guinea', '675 6757 675973', 'Pacific/Port_Moresby', 'Pacific/Bougainville'),
  at('Fiji', '679', 'Pacific/Fiji'),
  at('Tonga and Samoa', '676 685', 'Pacific/Tongatapu', 'Pacific/Apia'),
  at('the Cook Islands', '682', 'Pacific/Rarotonga'),
];

const africa: Place[] = [
  at('Kinshasa, Lubumbashi', '243 2431 2432', 'Africa/Kinshasa'),
  at('Lubumbashi, Kananga, Goma, Kisangani', '2432 2434 2436 2435', 'Africa/Lubumbashi'),
  at('mobile in Congo', '24381 24399', 'Africa/Kinshasa', 'Africa/Lubumbashi'),
  at('Réunion', '262262 262692 262693', 'Indian/Reunion'),
  at('Mayotte', '262269 262639', 'Indian/Mayotte'),
  at('toll-free in both', '262801 26281', 'Indian/Reunion', 'Indian/Mayotte'),
  at('Morocco since 2026', '212 2126', 'Africa/Abidjan'),
  at('Algeria and Tunisia', '213 216', 'Africa/Algiers'),
  at('Libya', '218', 'Africa/Tripoli'),
  at('Egypt', '20 2010', 'Africa/Cairo'),
  at('Sudan and South Sudan', '249 211', 'Africa/Khartoum', 'Africa/Juba'),
  at('Ethiopia, Kenya, Tanzania', '251 254 255', 'Africa/Nairobi'),
  at('Nigeria', '234', 'Africa/Lagos'),
  at('South Africa and Namibia', '27 264', 'Africa/Johannesburg', 'Africa/Windhoek'),
  at('Cape Verde', '238', 'Atlantic/Cape_Verde'),
  at('Ghana, Senegal, Guinea-Bissau', '233 221 245', 'Africa/Abidjan', 'Africa/Bissau'),
  at('Mauritius', '230', 'Indian/Mauritius'),
];

export const south: Place[] = [...australia, ...seas, ...africa];
