const AND = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** "Dana", "Dana and Pia", "Dana, Pia and Samuel". */
export const listed = (parts: Iterable<string>): string => AND.format(parts);
