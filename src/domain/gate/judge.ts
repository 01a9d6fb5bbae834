import type { GateResult as Result } from '../../db/generated/client.ts'
import { GATE_FILES, GATE_STATUS, TRANSIENT_STATUSES } from '../rules.ts'
import type { ProbeFinding } from './probe.ts'

type Claim = { primary_artifact_url: string; http_status: number; upload_files_count: number }

export type Judgement = { result: Result; reasons: string[] }

function isAbsoluteHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && /^https?:\/\/[^/]/i.test(text)
}

const isTransient = (status: number) =>
  TRANSIENT_STATUSES.includes(status) || (status >= 500 && status <= 599)

/**
 * Rule 5: pass with an absolute http(s) URL, status 200 and a file; retry when the server was not
 * able to answer just now; else fail, saying why. What the server found itself wins over the claim.
 */
export function judgeGate(claim: Claim, probe: ProbeFinding | null): Judgement {
  const status = probe?.status ?? claim.http_status
  const reasons: string[] = []
  if (!isAbsoluteHttpUrl(claim.primary_artifact_url))
    reasons.push('primary_artifact_url is not an absolute http(s) URL')
  if (claim.upload_files_count < GATE_FILES)
    reasons.push(`upload_files_count is ${claim.upload_files_count}, at least ${GATE_FILES} is needed`)
  if (probe?.problem) reasons.push(probe.problem)
  if (reasons.length > 0)
    return { result: probe?.mayRetry && reasons.length === 1 ? 'retry_needed' : 'fail', reasons }
  if (status === GATE_STATUS) return { result: 'pass', reasons: [] }
  const seen = probe ? 'the server got' : 'the worker got'
  if (isTransient(status))
    return { result: 'retry_needed', reasons: [`${seen} HTTP status ${status}; check again a little later`] }
  return { result: 'fail', reasons: [`${seen} HTTP status ${status}, ${GATE_STATUS} is needed`] }
}
