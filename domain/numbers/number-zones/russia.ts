import { type Plan } from './plan';

/**
 * Russia and Kazakhstan share a calling code. Area codes: the plan of the Russian ministry, with those of Crimea and of
 * the other occupied regions of Ukraine, which keep Moscow time. Zones: the law on the reckoning of time, as in force
 * since 2020.
 */
export const russia: Plan = {
  callingCode: '7',
  zones: [
    'Europe/Kaliningrad',
    'Europe/Moscow',
    'Europe/Samara',
    'Asia/Yekaterinburg',
    'Asia/Omsk',
    'Asia/Krasnoyarsk',
    'Asia/Irkutsk',
    'Asia/Yakutsk',
    'Asia/Vladivostok',
    'Asia/Magadan',
    'Asia/Sakhalin',
    'Asia/Kamchatka',
    'Asia/Anadyr',
    'Asia/Almaty',
    'Asia/Aqtobe',
  ],
  regions: [
    {
      where: 'the centre, the north-west, the south and the west of the Volga',
      areaCodes: [
        '36 47 48 49 811 812 813 814 815 816 817 818 820 821 831 833 834 835 836 840 841 843 844 847',
        '855 856 857 860 861 862 863 865 866 867 869 871 872 873 877 878 879',
      ].join(' '),
      zones: ['Europe/Moscow'],
    },
    { where: 'Kaliningrad', areaCodes: '40', zones: ['Europe/Kaliningrad'] },
    { where: 'Udmurtia and Samara', areaCodes: '341 846 848', zones: ['Europe/Samara'] },
    {
      where: 'Astrakhan, Saratov and Ulyanovsk, an hour ahead of Moscow since 2016',
      areaCodes: '842 845 851',
      zones: ['Europe/Astrakhan', 'Europe/Saratov', 'Europe/Ulyanovsk'],
    },
    {
      where: 'the Urals; and Baikonur, which lies in Kazakhstan',
      areaCodes: '33 342 343 345 346 347 349 351 352 353',
      zones: ['Asia/Yekaterinburg'],
    },
    { where: 'Omsk', areaCodes: '381', zones: ['Asia/Omsk'] },
    {
      where: 'the west of Siberia',
      areaCodes: '382 383 384 385 388',
      zones: ['Asia/Tomsk', 'Asia/Novosibirsk', 'Asia/Novokuznetsk', 'Asia/Barnaul'],
    },
    { where: 'Khakassia, Krasnoyarsk and Tuva', areaCodes: '390 391 394', zones: ['Asia/Krasnoyarsk'] },
    { where: 'Buryatia and Irkutsk', areaCodes: '301 395', zones: ['Asia/Irkutsk'] },
    { where: 'Chita and the Amur', areaCodes: '302 416', zones: ['Asia/Chita', 'Asia/Yakutsk'] },
    {
      where: 'Yakutia, which has three zones',
      areaCodes: '411',
      zones: ['Asia/Yakutsk', 'Asia/Vladivostok', 'Asia/Magadan'],
    },
    {
      where: 'Khabarovsk, Vladivostok and Birobidzhan',
      areaCodes: '421 423 426',
      zones: ['Asia/Vladivostok'],
    },
    { where: 'Magadan', areaCodes: '413', zones: ['Asia/Magadan'] },
    { where: 'Sakhalin and the Kurils', areaCodes: '424', zones: ['Asia/Sakhalin'] },
    { where: 'Kamchatka and Chukotka', areaCodes: '415 427', zones: ['Asia/Kamchatka', 'Asia/Anadyr'] },
    {
      where: 'Kazakhstan, which has one time since 2024',
      areaCodes: '6 7',
      zones: ['Asia/Almaty', 'Asia/Aqtobe'],
    },
  ],
};
