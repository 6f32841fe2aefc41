/**
 * Area codes by city from the plans of Anatel (Brazil), the IFT (Mexico), Subtel (Chile) and Arcotel (Ecuador); zones
 * from zone.tab of the zone database 2026f and the comments in its file `southamerica` and `northamerica`. Written down
 * by hand on 2026-11-25. Aysén is named by Punta Arenas, whose clocks it has had since 2025: older data does not know
 * America/Coyhaique.
 */
import { type Place } from './place';

const at = (where: string, prefixes: string, ...zones: string[]): Place => ({
  where,
  prefixes,
  zones: zones.map((zone) => (/^(?:Atlantic|Pacific)\//.test(zone) ? zone : `America/${zone}`)),
});

const brazil: Place[] = [
  at('São Paulo', '5511 5512 5513 5514 5515 5516 5517 5518 5519', 'Sao_Paulo'),
  at('Rio de Janeiro and Espírito Santo', '5521 5522 5524 5527 5528', 'Sao_Paulo'),
  at('Minas Gerais', '5531 5532 5533 5534 5535 5537 5538', 'Sao_Paulo'),
  at('Paraná and Santa Catarina', '5541 5542 5543 5544 5545 5546 5547 5548 5549', 'Sao_Paulo'),
  at('Rio Grande do Sul', '5551 5553 5554 5555', 'Sao_Paulo'),
  at('Brasília and Goiás', '5561 5562 5564', 'Sao_Paulo'),
  at('Tocantins', '5563', 'Araguaina'),
  at('Bahia', '5571 5573 5574 5575 5577', 'Bahia'),
  at('Sergipe and Alagoas', '5579 5582', 'Maceio'),
  at('Recife', '5581 5581300 558135 55819 558198', 'Recife'),
  at('Fernando de Noronha', '5581 55813619', 'Noronha'),
  at('Caruaru and Petrolina', '5587', 'Recife'),
  at('Paraíba, Rio Grande do Norte, Ceará and Piauí', '5583 5584 5585 5586 5588 5589', 'Fortaleza'),
  at('Maranhão', '5598 5599', 'Fortaleza'),
  at('Pará, Belém and Marabá', '5591 5594 559198 559499', 'Belem'),
  at('Pará, Santarém', '5593', 'Santarem'),
  at('Amapá', '5596', 'Belem'),
  at('Mato Grosso', '5565 5566', 'Cuiaba'),
  at('Mato Grosso do Sul', '5567', 'Campo_Grande'),
  at('Rondônia', '5569', 'Porto_Velho'),
  at('Roraima', '5595', 'Boa_Vista'),
  at('Manaus', '5592', 'Manaus'),
  at('Tefé; Tabatinga and Eirunepé', '5597', 'Manaus', 'Eirunepe'),
  at('Acre', '5568', 'Rio_Branco'),
  at(
    'toll-free and shared cost',
    '55800 55300 554004 55500 55900',
    'Sao_Paulo',
    'Manaus',
    'Noronha',
    'Rio_Branco',
  ),
];

const mexico: Place[] = [
  at('Mexico City, Toluca, Puebla, Querétaro', '5255 5256 52722 52222 52221 52442', 'Mexico_City'),
  at('Guadalajara, Puerto Vallarta', '5233 52322', 'Mexico_City', 'Bahia_Banderas'),
  at('León, San Luis Potosí, Aguascalientes, Morelia', '52477 52444 52449 52443', 'Mexico_City'),
  at('Monterrey, Saltillo, Torreón, Durango', '5281 52844 52871 52618', 'Monterrey'),
  at('Veracruz, Oaxaca, Acapulco, Tuxtla, Villahermosa', '52229 52951 52744 52961 52993', 'Mexico_City'),
  at('Mérida, Valladolid, Campeche', '52999 52985 52981', 'Merida'),
  at('Cancún, Playa del Carmen, Cozumel', '52998 52984 52987', 'Cancun'),
  at('Chetumal; Xpujil in Campeche', '52983', 'Cancun', 'Merida'),
  at('José María Morelos; Oxkutzcab in Yucatán', '52997', 'Cancun', 'Merida'),
  at('Tampico, Ciudad Victoria, San Fernando', '52833 52834 52841', 'Monterrey'),
  at('Nuevo Laredo, Matamoros, Reynosa', '52867 52868 52899', 'Matamoros'),
  at('Valle Hermoso, Miguel Alemán, Camargo', '52894 52897 52891', 'Matamoros'),
  at('Anáhuac, Piedras Negras, Ciudad Acuña, Nava', '52873 52878 52877 52862', 'Matamoros'),
  at('Chihuahua, Cuauhtémoc, Parral', '52614 52625 52627', 'Chihuahua'),
  at('Delicias, Ciudad Camargo, Jiménez, Madera', '52639 52648 52629 52652', 'Chihuahua'),
  at('Nuevo Casas Grandes; Janos and Ascensión', '52636', 'Chihuahua', 'Ciudad_Juarez'),
  at('Ciudad Juárez', '52656 52657', 'Ciudad_Juarez'),
  at('Ojinaga', '52626', 'Ojinaga'),
  at('Tepic, Culiacán, Mazatlán, Los Mochis', '52311 52667 52669 52668', 'Mazatlan'),
  at('Bucerías on the Bay of Banderas', '52329', 'Bahia_Banderas'),
  at('La Paz, Los Cabos, Guerrero Negro', '52612 52624 52615', 'Mazatlan'),
  at('Hermosillo, Ciudad Obregón, Nogales', '52662 52644 52631', 'Hermosillo'),
  at('San Luis Río Colorado', '52653', 'Hermosillo'),
  at('Tijuana, Mexicali, Ensenada, Tecate', '52664 52663 52686 52646 52665', 'Tijuana'),
  at('toll-free, and codes not given yet', '52800 52900 52200 52609', 'Cancun', 'Mexico_City', 'Tijuana'),
];

const south: Place[] = [
  at('Santiago, Concepción, Arica, Puerto Montt', '562 5641 5658 5665', 'Santiago'),
  at('Valparaíso; Easter Island', '5632 5632210 5632255', 'Santiago', 'Pacific/Easter'),
  at('Punta Arenas, Coyhaique', '5661 5667', 'Punta_Arenas'),
  at('mobile and toll-free in Chile', '569 56800 56600', 'Santiago', 'Punta_Arenas', 'Pacific/Easter'),
  at('Quito, Ambato, Guayaquil, Loja', '5932 5933 5934 5937', 'Guayaquil'),
  at('Manabí; the Galápagos', '5935 5935252', 'Guayaquil', 'Pacific/Galapagos'),
  at('mobile and toll-free in Ecuador', '5939 5931800', 'Guayaquil', 'Pacific/Galapagos'),
  at('Argentina', '5411 54911 54351 542901 54297', 'Argentina/Buenos_Aires', 'Argentina/Ushuaia'),
  at('Bolivia', '591', 'La_Paz'),
  at('Peru', '51 519', 'Lima'),
  at('Colombia', '57 573', 'Bogota'),
  at('Venezuela', '58 584', 'Caracas'),
  at('Paraguay', '595 5959', 'Asuncion'),
  at('Uruguay', '598 5989', 'Montevideo'),
  at('Guyana', '592', 'Guyana'),
  at('Suriname', '597', 'Paramaribo'),
  at('French Guiana', '594 594694', 'Cayenne'),
  at('Guadeloupe and Martinique', '590 596 590690 596696', 'Guadeloupe', 'Martinique'),
  at('Saint Pierre and Miquelon', '508', 'Miquelon'),
  at('the Falklands and South Georgia', '500', 'Atlantic/Stanley', 'Atlantic/South_Georgia'),
  at('Nicaragua', '505 5058', 'Managua'),
  at('Guatemala, El Salvador, Honduras, Costa Rica', '502 503 504 506', 'Guatemala'),
  at('Panama', '507', 'Panama'),
  at('Belize', '501', 'Belize'),
  at('Cuba in the winter of 2026', '53 535', 'Puerto_Rico'),
  at('Guantanamo Bay', '5399', 'New_York'),
  at('Haiti', '509', 'Port-au-Prince'),
  at('Greenland', '299 29932 29997 29999', 'Nuuk', 'Thule', 'Scoresbysund', 'Danmarkshavn'),
];

export const americas: Place[] = [...brazil, ...mexico, ...south];
