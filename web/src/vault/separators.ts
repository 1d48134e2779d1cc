/**
 * What may stand anywhere in a text that a person types off paper: Unicode's white space, the mark that a copied text may
 * begin with, and every kind of dash (protocol §§2, 6).
 */
export const SEPARATORS = /[\p{White_Space}\uFEFF\u2010-\u2015\u2212-]/gu;
