import { postalCountries, zonesOfPostalCode } from '../../domain/numbers/postal-zones';
import table from '../../domain/numbers/postal-zones/postal-zones.json';
import { isKnownZone, showSameTime } from '../../domain/time/local-time';

const [from, until] = [Date.parse('2027-01-01T00:00:00Z'), Date.parse('2028-01-01T00:00:00Z')];

/** Written down by hand: the clock on the wall there, from what is known of the place and not from coordinates. */
const places: [country: string, postalCode: string, where: string, zone: string][] = [
  ['US', '10001', 'Manhattan', 'America/New_York'],
  ['US', '10001-1234', 'Manhattan, written in full', 'America/New_York'],
  ['US', '36867', 'Phenix City, which keeps the time of Columbus', 'America/New_York'],
  ['US', '89883', 'West Wendover, on the clock of Utah', 'America/Denver'],
  ['US', '89825', 'Jackpot, on the clock of Idaho', 'America/Denver'],
  ['US', '86515', 'Window Rock, with summer time', 'America/Denver'],
  ['US', '85001', 'Phoenix, without', 'America/Phoenix'],
  ['US', '79901', 'El Paso', 'America/Denver'],
  ['US', '46402', 'Gary, Indiana', 'America/Chicago'],
  ['US', '47710', 'Evansville, Indiana', 'America/Chicago'],
  ['US', '97914', 'Ontario, Oregon', 'America/Boise'],
  ['US', '32501', 'Pensacola', 'America/Chicago'],
  ['US', '69201', 'Valentine, Nebraska', 'America/Chicago'],
  ['US', '69001', 'McCook, Nebraska', 'America/Chicago'],
  ['US', '99546', 'Adak', 'America/Adak'],
  ['US', '99903', 'Hyder, which lives with Stewart in Canada', 'America/Vancouver'],
  ['US', '96720', 'Hilo', 'Pacific/Honolulu'],
  ['US', '96792', 'Waianae, whose code is next to Samoa’s', 'Pacific/Honolulu'],
  ['US', '96799', 'Pago Pago', 'Pacific/Pago_Pago'],
  ['US', '96910', 'Guam', 'Pacific/Guam'],
  ['US', '96939', 'Palau', 'Pacific/Palau'],
  ['US', '00901', 'San Juan', 'America/Puerto_Rico'],
  ['CA', 'M5V 2T6', 'Toronto', 'America/Toronto'],
  ['CA', 'S9V 0A1', 'Lloydminster', 'America/Edmonton'],
  ['CA', 'S0P 0A0', 'Creighton', 'America/Winnipeg'],
  ['CA', 'P0T 1C0', 'Atikokan', 'America/Atikokan'],
  ['CA', 'P9N 1A1', 'Kenora', 'America/Winnipeg'],
  ['CA', 'V0C 1R0', 'Fort Nelson', 'America/Fort_Nelson'],
  ['CA', 'V0B 1G0', 'Creston', 'America/Creston'],
  ['CA', 'V1G 1A1', 'Dawson Creek', 'America/Dawson_Creek'],
  ['CA', 'V1A 1A1', 'Kimberley, on the time of Alberta', 'America/Edmonton'],
  ['CA', 'G0G 1C0', 'Blanc-Sablon', 'America/Blanc-Sablon'],
  ['CA', 'G4T 1A1', 'the Magdalen Islands', 'America/Halifax'],
  ['CA', 'A0P 1L0', 'Happy Valley', 'America/Goose_Bay'],
  ['CA', 'X0C 0C0', 'Coral Harbour', 'America/Atikokan'],
  ['AU', '2880', 'Broken Hill', 'Australia/Broken_Hill'],
  ['AU', '2898', 'Lord Howe', 'Australia/Lord_Howe'],
  ['AU', '2899', 'Norfolk Island', 'Pacific/Norfolk'],
  ['AU', '3292', 'Nelson, beside South Australia', 'Australia/Melbourne'],
  ['AU', '6443', 'Eucla', 'Australia/Eucla'],
  ['AU', '6798', 'Christmas Island', 'Indian/Christmas'],
  ['AU', '6799', 'the Cocos Islands', 'Indian/Cocos'],
  ['AU', '7151', 'Mawson', 'Antarctica/Mawson'],
  ['AU', '0872', 'the deserts around Alice Springs', 'Australia/Perth'],
  ['AU', '4225', 'Coolangatta', 'Australia/Brisbane'],
  ['BR', '78600-000', 'Barra do Garças, on Brasília’s time', 'America/Sao_Paulo'],
  ['BR', '78690-000', 'Nova Xavantina, likewise', 'America/Sao_Paulo'],
  ['BR', '78635-000', 'Água Boa, likewise', 'America/Sao_Paulo'],
  ['BR', '78780-000', 'Alto Araguaia, likewise', 'America/Sao_Paulo'],
  ['BR', '69880-000', 'Eirunepé', 'America/Eirunepe'],
  ['BR', '69900-000', 'Rio Branco', 'America/Rio_Branco'],
  ['BR', '53990-000', 'Fernando de Noronha', 'America/Noronha'],
  ['BR', '01310-100', 'São Paulo, a code that is not in the table', 'America/Sao_Paulo'],
  ['MX', '32000', 'Ciudad Juárez', 'America/Ciudad_Juarez'],
  ['MX', '32881', 'Ojinaga', 'America/Ojinaga'],
  ['MX', '22000', 'Tijuana', 'America/Tijuana'],
  ['MX', '77500', 'Cancún', 'America/Cancun'],
  ['MX', '63732', 'Bahía de Banderas', 'America/Bahia_Banderas'],
  ['MX', '88500', 'Reynosa', 'America/Matamoros'],
  ['RU', '236000', 'Kaliningrad', 'Europe/Kaliningrad'],
  ['RU', '443000', 'Samara', 'Europe/Samara'],
  ['RU', '678730', 'Oymyakon', 'Asia/Ust-Nera'],
  ['RU', '689000', 'Anadyr', 'Asia/Anadyr'],
  ['RU', '679000', 'Birobidzhan', 'Asia/Vladivostok'],
  ['ES', '35001', 'Las Palmas', 'Atlantic/Canary'],
  ['PT', '9000-001', 'Funchal', 'Atlantic/Madeira'],
  ['PT', '9500-321', 'Ponta Delgada', 'Atlantic/Azores'],
  ['NZ', '8942', 'the Chatham Islands', 'Pacific/Chatham'],
  ['CL', '2770000', 'Easter Island', 'Pacific/Easter'],
  ['CL', '6200000', 'Punta Arenas', 'America/Punta_Arenas'],
  ['EC', '200350', 'the Galápagos', 'Pacific/Galapagos'],
  ['CN', '830000', 'Ürümqi, by its own clock', 'Asia/Urumqi'],
  ['CN', '830000', 'Ürümqi, by the official clock', 'Asia/Shanghai'],
  ['GL', '3900', 'Nuuk', 'America/Nuuk'],
  ['GL', '3980', 'Ittoqqortoormiit', 'America/Scoresbysund'],
  ['PF', '98742', 'Nuku Hiva', 'Pacific/Marquesas'],
  ['PF', '98755', 'Mangareva', 'Pacific/Gambier'],
];

it.each(places)('%s %s may be on the clock of %s', (country, postalCode, _, zone) => {
  const answer = zonesOfPostalCode(country, postalCode);
  const zones = answer.kind === 'zones' ? answer.zones : [];
  expect([zones, zones.some((one) => showSameTime(one, zone, from, until))]).toEqual([zones, true]);
});

it.each([
  ['US', '10001', ['America/New_York']],
  ['US', '98101', ['America/Los_Angeles']],
  ['CA', 'H2X 1Y4', ['America/Toronto']],
  ['AU', '2000', ['Australia/Sydney']],
  ['RU', '101000', ['Europe/Moscow']],
  ['BR', '01310-100', ['America/Sao_Paulo']],
])('%s %s in a great city narrows the zones to one', (country, postalCode, zones) => {
  expect(zonesOfPostalCode(country, postalCode)).toEqual({ kind: 'zones', zones });
});

it.each([
  ['US', '09012', 'nowhere'],
  ['US', '34002', 'nowhere'],
  ['US', '96555', 'nowhere'],
  ['GL', '2412', 'nowhere'],
  ['US', '1000', 'malformed'],
  ['US', 'SW1A 1AA', 'malformed'],
  ['CA', '10001', 'malformed'],
  ['BR', '7860', 'malformed'],
  ['DE', '10115', 'unknown_country'],
  ['us', '10001', 'unknown_country'],
  ['constructor', '10001', 'unknown_country'],
])('%s %s has no zones: %s', (country, postalCode, kind) => {
  expect(zonesOfPostalCode(country, postalCode)).toEqual({ kind });
});

it('a postal code in any way of writing has the same set, which is the same array', () => {
  const zones = (code: string) => {
    const answer = zonesOfPostalCode('CA', code);
    return answer.kind === 'zones' ? answer.zones : undefined;
  };
  expect(zones('h2x1y4')).toBeDefined();
  expect(zones('h2x1y4')).toBe(zones('H2X 1Y4'));
  expect(zones('H2X')).toBe(zones('H2X-1Y4'));
});

it('this Node knows every zone of the table, so no code loses one', () => {
  const names = Object.values(table.plans).flatMap(({ zones }) => Object.keys(zones));
  const zones = new Set(names.flatMap((set) => set.split(' ')));
  expect(zones.size).toBeGreaterThan(80);
  expect([...zones].filter((zone) => !isKnownZone(zone))).toEqual([]);
  expect(postalCountries).toEqual(Object.keys(table.plans));
});
