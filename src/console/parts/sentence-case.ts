/** Words of the catalogues as they begin a line: English with a capital, what holds Chinese as it is. */
export const sentenceCase = (text: string) =>
  /\p{Script=Han}/u.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)
