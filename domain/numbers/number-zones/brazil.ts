import { type Plan } from './plan';

/**
 * Area codes: Anatel's two-digit codes, also in mobile numbers; four digits more are the exchange of a landline, by
 * Google's place names. Zones: Law 12.876 of 2013.
 *
 * Two regions ignore the law. The Araguaia: Veja, 2014-05-18 (Barra do Garças); Araguaia Notícia, 2011-10-03
 * (fourteen municipalities); G1, 2008-08-01 (Alto Araguaia, Alto Taquari). The Paraná: Estado de Minas, 2024-12-19
 * (Aparecida do Taboado); Cassilândia Notícias, 2008-05-20. A mobile number does not tell the town, so it may be in
 * either.
 */
export const brazil: Plan = {
  callingCode: '55',
  zones: [
    'America/Noronha',
    'America/Sao_Paulo',
    'America/Campo_Grande',
    'America/Cuiaba',
    'America/Porto_Velho',
    'America/Boa_Vista',
    'America/Manaus',
    'America/Eirunepe',
    'America/Rio_Branco',
  ],
  regions: [
    {
      where: 'the south-east and the south',
      areaCodes:
        '11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55',
      zones: ['America/Sao_Paulo'],
    },
    {
      where: 'the Federal District, Goiás, Tocantins and the north-east',
      areaCodes: '61 62 63 64 71 73 74 75 77 79 82 83 84 85 86 87 88 89 98 99',
      zones: ['America/Sao_Paulo'],
    },
    { where: 'Pará and Amapá', areaCodes: '91 93 94 96', zones: ['America/Sao_Paulo'] },
    {
      where: 'Recife, and Fernando de Noronha far out at sea',
      areaCodes: '81',
      zones: ['America/Sao_Paulo', 'America/Noronha'],
    },
    { where: 'Mato Grosso around Cuiabá', areaCodes: '65', zones: ['America/Cuiaba'] },
    {
      where: 'the east of Mato Grosso: the valley of the Araguaia keeps the time of Goiás, its neighbour',
      areaCodes: '66',
      zones: ['America/Cuiaba', 'America/Sao_Paulo'],
    },
    {
      where: 'its landlines far from the Araguaia: Rondonópolis, Sinop, Sorriso, Alta Floresta and others',
      areaCodes: [
        '662101 662103 663015 663016 663022 663023 663026 663027 663211 663212 663301 663302 663321 663386 663399',
        '663410 663412 663418 663419 663421 663423 663424 663427 663432 663433 663436 663439 663451 663461 663463',
        '663486 663493 663495 663497 663498 663500 663501 663510 663511 663512 663513 663515 663517 663521 663523',
        '663525 663526 663531 663532 663533 663534 663535 663536 663537 663539 663540 663541 663542 663544 663545',
        '663546 663547 663551 663552 663553 663555 663556 663557 663559 663561 663562 663563 663565 663566 663571',
        '663572 663574 663575 663578 663579 663581 663583 663584 663585 663588 663592 663593 663595 663597 663603',
        '663902 663903 664141',
      ].join(' '),
      zones: ['America/Cuiaba'],
    },
    {
      where: 'Mato Grosso do Sul: towns at the Paraná keep the time of São Paulo, their neighbour',
      areaCodes: '67 673221 673239 673247 673248 673297 673443 673444 673445 673474 673475',
      zones: ['America/Campo_Grande', 'America/Sao_Paulo'],
    },
    {
      where: 'its landlines far from the Paraná: Campo Grande, Dourados, Corumbá and others',
      areaCodes: '6730 6732 6733 6734',
      zones: ['America/Campo_Grande'],
    },
    { where: 'Rondônia', areaCodes: '69', zones: ['America/Porto_Velho'] },
    { where: 'Roraima', areaCodes: '95', zones: ['America/Boa_Vista'] },
    { where: 'Amazonas around Manaus', areaCodes: '92', zones: ['America/Manaus'] },
    {
      where: 'the rest of Amazonas; its far west keeps the time of Acre',
      areaCodes: '97',
      zones: ['America/Manaus', 'America/Eirunepe'],
    },
    { where: 'Acre', areaCodes: '68', zones: ['America/Rio_Branco'] },
  ],
};
