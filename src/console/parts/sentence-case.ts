/** Words of the catalogues as they begin a line: English with a capital, Chinese as it is. */
export const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
