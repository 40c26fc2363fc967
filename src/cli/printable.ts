/** Text from elsewhere that cannot move the cursor, ring or recolour: a terminal shows it as it is. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\uFFFD');
