// Numbers that say which error it is. They stay, while every other number goes.

const GAP = '["\']?[\\s:=(#]{0,3}["\']?'

const CODES = [
  // E0382, TS2304, CS0246, E404, P2002; ORA-00942, MSB3073, CVE-2026-12345, AADSTS50058
  /\b(?:[A-Z]{1,3}\d{3,5}|HTTP\d{3}|AADSTS\d{4,7}|(?:ORA|PLS|TNS|MSB|NU|CVE-\d{4})-\d{3,7})\b/g,
  // HTTP/1.1 502, HTTP 502, HTTP error 502, status code: 502, "status":502
  new RegExp(
    `\\b(?:http(?:/\\d(?:\\.\\d)?)?(?: error)?|(?:http[ _]?)?status(?:[ _-]?code)?)${GAP}[1-5]\\d\\d\\b`,
    'gi',
  ),
  // returned error: 404, responded with 404, got 404, npm error 404
  /\b(?:returned(?: error:?)?|responded with|response|answered(?: with)?|got|received|error) [45]\d\d\b(?!%| [a-z]{2,20}s\b)/gi,
  // code 137, "code":"42P01", Error code: 429, (code 23), exit_code=1
  new RegExp(`(?:\\b|_)[Cc](?:ode|ODE)${GAP}-?(?:\\d{1,5}|(?=[A-Z_]*\\d)[A-Z0-9_]{1,12})\\b`, 'g'),
  // SQLSTATE[42S02], ERROR:  42P01: relation …
  /\bsqlstate\W{0,2}[0-9A-Z]{5}\b|\b(?:error|fatal|panic): {1,2}[0-9A-Z]{5}(?=: )/gi,
  // exit status 128, Exited (137), exited with 1, signal 9, rc=23, returncode 2
  new RegExp(
    `\\b(?:exit(?:ed)?(?: with)?(?:[ _]?(?:code|status))?|signal|rc|returncode)${GAP}-?\\d{1,10}\\b(?! ?%)`,
    'gi',
  ),
  // [Errno 13], errno: -111, (os error 2), ERROR 1045 (28000)
  /\berrno[\s:=]{0,3}-?\d{1,4}\b|\bos error \d{1,5}\b|\berror \d{4} \([0-9A-Z]{5}\)/gi,
  // What Windows calls its errors: error 0x80070005, code 0xC0000005
  /\b(?:error|code|status|hresult|failed)\W{1,3}0x(?:80[02]|c00)[0-9a-f]{5}\b/gi,
]

/** Digits as nothing else writes them (private use), so that no later pattern takes them for a number. */
const FIRST = 0xe000
const HIDDEN = /[\ue000-\ue009]/g

/** Hides the digits of error codes from what takes numbers out. */
export function hideCodes(text: string): string {
  const hide = (code: string) => code.replace(/\d/g, (digit) => String.fromCharCode(FIRST + Number(digit)))
  return CODES.reduce((it, pattern) => it.replace(pattern, hide), text.replace(HIDDEN, ''))
}

/** Brings the hidden digits back. */
export const showCodes = (text: string): string =>
  text.replace(HIDDEN, (sign) => String(sign.charCodeAt(0) - FIRST))
