/** The states and the territories, where federal rules hold too. */
export const usCountries = ['US', 'PR', 'VI', 'GU', 'AS', 'MP'] as const;
