/** The states and the territories, where federal rules hold as well. */
export const usCountries = ['US', 'PR', 'VI', 'GU', 'AS', 'MP'] as const;
