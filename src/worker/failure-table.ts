import type { EventType } from '../contract.ts'

/**
 * One known way to fail. `pattern` (a regular expression, any case) is held against each line of the
 * output; `exit_codes` against the code, only if `program` fits the command's name where it is given.
 */
export type FailureRow = {
  kind: 'transient' | 'permanent'
  event_type: EventType
  why: string
  pattern?: string
  exit_codes?: number[]
  program?: string
}

const STATUS = '(?:408|425|429|5\\d\\d)'

/** The first row that fits decides; patterns come before exit codes. More rows: COUNTERSIGN_FAILURES. */
export const FAILURE_TABLE: FailureRow[] = [
  {
    kind: 'permanent',
    event_type: 'schema_error',
    why: 'the data does not have the shape that was agreed',
    pattern:
      'schema (?:error|mismatch|violation|validation)|schema ?error|\\b(?:Zod|JSONSchema|JsonSchema)\\w*Error|jsonschema\\.|ValidationError|(?:fails|failed|invalid|not match|violates)[^\\n]{0,30}schema|missing required (?:field|property|column|key)|JSONDecodeError|Unexpected (?:token|end of JSON)',
  },
  {
    kind: 'permanent',
    event_type: 'artifact_missing',
    why: 'something that should be there is not',
    pattern:
      '\\bENOENT\\b|No such file or directory|FileNotFoundError|NoSuchKey|artifacts? (?:is |are |was |were |file )?(?:missing|not found)|missing artifact|\\b(?:HTTP(?:/[\\d.]+)?|status(?: code)?|returned error)\\W{0,3}(?:404|410)\\b|\\b404 Not Found|\\b410 Gone',
  },
  {
    kind: 'transient',
    event_type: 'fetch_failed',
    why: 'the fetch failed on its way',
    pattern:
      'fetch failed|failed to fetch|socket hang up|network (?:error|is unreachable|timeout)|ERR_NETWORK|\\bENETUNREACH\\b|\\bEHOSTUNREACH\\b|No route to host|Max retries exceeded|Empty reply from server|TLS handshake|SSL_ERROR_SYSCALL|RPC failed|remote end hung up|NetworkError|ConnectionError|IncompleteRead|ChunkedEncodingError|unexpected EOF',
  },
  {
    kind: 'transient',
    event_type: 'fetch_failed',
    why: 'the connection was refused, reset or closed',
    pattern:
      '\\bECONNRE(?:SET|FUSED)\\b|\\bECONNABORTED\\b|\\bUND_ERR_\\w+|connection (?:was )?(?:reset|refused|aborted|closed|timed out)|(?:couldn.t|failed to|unable to|could not) connect',
  },
  {
    kind: 'transient',
    event_type: 'fetch_failed',
    why: 'the name could not be looked up',
    pattern:
      '\\bENOTFOUND\\b|\\bEAI_AGAIN\\b|(?:couldn.t|could not|unable to) resolve|getaddrinfo|name resolution|Name or service not known|nodename nor servname|no such host|Temporary failure in name',
  },
  {
    kind: 'transient',
    event_type: 'fetch_failed',
    why: 'it took too long',
    pattern:
      '\\bE(?:SOCKET)?TIMEDOUT\\b|tim(?:ed?|ing)[ -]?out|deadline exceeded|TimeoutError|ReadTimeout|ConnectTimeout',
  },
  {
    kind: 'transient',
    event_type: 'fetch_failed',
    why: 'the other side is not able to answer just now',
    pattern: `(?<!exit )\\b(?:HTTP(?:/[\\d.]+)?(?: error)?|status(?:[ _]?code)?|returned error|response(?: code)?|server error)["']?\\W{0,3}${STATUS}\\b|\\b${STATUS} (?:Request Time|Too |Internal Server|Not Implemented|Bad Gateway|Service |Gateway )|Too Many Requests|rate.?limit(?:ed| exceeded| reached)|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out|server is (?:busy|overloaded)`,
  },
  {
    kind: 'transient',
    event_type: 'fetch_failed',
    why: 'curl could not resolve, connect, wait or read',
    program: '^curl$',
    exit_codes: [5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 92, 95, 96],
  },
  {
    kind: 'transient',
    event_type: 'fetch_failed',
    why: 'wget had a network failure or a server error',
    program: '^wget$',
    exit_codes: [4],
  },
  {
    kind: 'transient',
    event_type: 'fetch_failed',
    why: 'rsync lost its connection',
    program: '^rsync$',
    exit_codes: [10, 12, 30, 35],
  },
  {
    kind: 'transient',
    event_type: 'fetch_failed',
    why: 'the command itself asks to be tried again (EX_TEMPFAIL)',
    exit_codes: [75],
  },
  {
    kind: 'transient',
    event_type: 'fetch_failed',
    why: 'timeout(1) ended it',
    program: '^g?timeout$',
    exit_codes: [124],
  },
]
