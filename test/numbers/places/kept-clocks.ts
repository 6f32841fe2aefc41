/**
 * Places that live by a clock that is not their number's or their zone's, each with its source; read on 2026-11-28 as
 * excerpts, if no more is said. Prefixes of places: Google's place names in `phonenumbers` 9.0.43 (PyPI). The second
 * list was found right when it was written down.
 */
import { type Place } from './place';

const at = (where: string, source: string, prefixes: string, ...zones: string[]): Place => ({
  where,
  source,
  prefixes,
  zones,
});

const found: Place[] = [
  at(
    'Barra do Garças',
    'Veja, 2014-05-18',
    '55663401 55663402 55663405 55663407 55663904',
    'America/Sao_Paulo',
  ),
  at('Nova Xavantina, Água Boa', 'Araguaia Notícia, 2011-10-03', '55663438 55663468', 'America/Sao_Paulo'),
  at(
    'Canarana, Querência, Ribeirão Cascalheira',
    'the same',
    '55663478 55663529 55663489',
    'America/Sao_Paulo',
  ),
  at(
    'General Carneiro, Araguaiana, Torixoréu',
    'the same',
    '55663416 55663499 55663406',
    'America/Sao_Paulo',
  ),
  at('Novo São Joaquim, Campinápolis', 'the same', '55663452 55663479 55663437', 'America/Sao_Paulo'),
  at('Vila Rica, São Félix do Araguaia', 'the same', '55663554 55663522', 'America/Sao_Paulo'),
  at('Alto Araguaia, Alto Taquari', 'G1, 2008-08-01', '55663481 55663496', 'America/Sao_Paulo'),
  at(
    'mobile and new in the east of Mato Grosso',
    'a mobile number does not tell the town; the law',
    '55669 556699 5566 556640',
    'America/Sao_Paulo',
    'America/Cuiaba',
  ),
  at('Aparecida do Taboado', 'Estado de Minas, 2024-12-19', '55673565', 'America/Sao_Paulo'),
  at(
    'its neighbours Cassilândia, Paranaíba, Selvíria, Três Lagoas',
    'Cassilândia Notícias, 2008-05-20, says so of the first; the law',
    '55673596 55673503 55673579 55673521 55673221',
    'America/Sao_Paulo',
    'America/Campo_Grande',
  ),
  at('mobile in Mato Grosso do Sul', 'the same', '55679 5567', 'America/Sao_Paulo', 'America/Campo_Grande'),
  at('Nelson, Victoria', 'Travel Victoria, "Telephone services"', '6188738 61887384', 'Australia/Melbourne'),
  at('Mount Gambier, Bordertown', 'South Australia', '61887210 61887006 61877', 'Australia/Adelaide'),
  at('Pitcairn', 'Wikipedia: its plan is New Zealand’s; 9 from memory', '649 649984', 'Pacific/Pitcairn'),
  at('the South Pole', 'davidpablocohn.com, 2010-11-11', '1720', 'Antarctica/McMurdo', 'America/Denver'),
  at(
    'Winterhaven, Bard',
    'tz mailing list, 2011-09-12',
    '1760 1442',
    'America/Phoenix',
    'America/Los_Angeles',
  ),
  at('Los Algodones', 'cjmoorenews.blogspot.com, 2014-04-05', '52658', 'America/Phoenix', 'America/Tijuana'),
  at('Tristan da Cunha', 'furtherthanthefurthest.blogspot.com, 2011-10-07', '44203', 'Atlantic/St_Helena'),
  at('the Wa State', 'Wikipedia, "Wa State"', '86879 6653', 'Asia/Yangon'),
  at(
    'Kerguelen, Crozet, Adélie Land',
    'Wikipedia, "Terres australes et antarctiques françaises"',
    '262 26281',
    'Indian/Kerguelen',
    'Indian/Reunion',
    'Antarctica/DumontDUrville',
  ),
];

const right: Place[] = [
  at(
    'Jackpot, Owyhee, Mountain City, Jarbidge',
    '8newsnow.com, on Nevada’s clocks',
    '1775',
    'America/Denver',
  ),
  at('Lloydminster', 'Straight Dope boards; Saskatchewan’s Time Act', '1306 1639', 'America/Edmonton'),
  at('Border Village', 'tz mailing list, 2006-12-09', '61890393474', 'Australia/Eucla'),
  at(
    'Docker River to Warburton',
    'by Northern Territory time; Reddit, r/WesternAustralia',
    '6188956',
    'Australia/Darwin',
  ),
  at(
    'the west of Amazonas, thirteen municipalities',
    'G1, 2013-11-06: Tabatinga, Eirunepé, Boca do Acre and others',
    '55973412 55973481 55973451 55973331 55979',
    'America/Rio_Branco',
  ),
  at('Scott Base and McMurdo', 'World Telephone Numbering Guide: 2409', '642409', 'Antarctica/McMurdo'),
  at('bases of Argentina and Chile', 'zone.tab', '542901 5661', 'America/Punta_Arenas', 'Antarctica/Palmer'),
  at('Tristan da Cunha and Saint Helena, by their own code', 'zone.tab', '290 2908', 'Atlantic/St_Helena'),
  at('Ascension', 'zone.tab', '247', 'Atlantic/St_Helena'),
  at('Diego Garcia', 'zone.tab', '246', 'Indian/Chagos'),
  at('Svalbard and Jan Mayen', 'zone.tab', '4779', 'Arctic/Longyearbyen'),
  at('Kosovo', 'zone.tab', '383 38128', 'Europe/Belgrade'),
  at('Transnistria', 'zone.tab of Moldova', '373533 37377', 'Europe/Chisinau'),
  at('Büsingen, Campione', 'zone.tab', '497734 4191', 'Europe/Zurich'),
  at('Ceuta and Melilla', 'zone.tab', '34956 34952', 'Africa/Ceuta'),
  at('Western Sahara', 'zone.tab', '2125288', 'Africa/El_Aaiun'),
];

export const keptClocks: Place[] = [...found, ...right];
