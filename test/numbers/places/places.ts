import { americas } from './americas';
import { eurasia } from './eurasia';
import { keptClocks } from './kept-clocks';
import { northAmerica } from './north-america';
import { type Place } from './place';
import { south } from './south';

export const places: Place[] = [...northAmerica, ...americas, ...eurasia, ...south, ...keptClocks];
