import { type Plan } from './plan';

/** Area codes: Anatel's two-digit codes, also in mobile numbers. Zones: Law 12.876 of 2013. */
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
    { where: 'Mato Grosso', areaCodes: '65 66', zones: ['America/Cuiaba'] },
    { where: 'Mato Grosso do Sul', areaCodes: '67', zones: ['America/Campo_Grande'] },
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
