import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Everything that /metrics shows. */
export const registry = new Registry()
collectDefaultMetrics({ register: registry })

const registers = [registry]

export const httpSeconds = new Histogram({
  name: 'countersign_http_request_seconds',
  help: 'Answered HTTP requests by route and status',
  labelNames: ['route', 'status'] as const,
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 1, 5],
  registers,
})

export const connectionsClosed = new Counter({
  name: 'countersign_http_connections_closed_total',
  help: 'Connections over the limit: gave_way (stalled, closed for a new one), refused (all others were being answered)',
  labelNames: ['why'] as const,
  registers,
})

export const secretsMasked = new Counter({
  name: 'countersign_secrets_masked_total',
  help: 'Secrets taken out before something was stored',
  labelNames: ['rule'] as const,
  registers,
})

export const lineCalls = new Counter({
  name: 'countersign_line_calls_total',
  help: 'Deliveries by how they ended: reply, push, dead, held, retried',
  labelNames: ['outcome'] as const,
  registers,
})

export const quotaMessages = new Gauge({
  name: 'countersign_line_quota_messages',
  help: "LINE's messages of this month: limit (if there is one) and used; nothing while LINE does not say",
  labelNames: ['what'] as const,
  registers,
})

export const quotaStates = new Gauge({
  name: 'countersign_line_quota_state',
  help: 'How far the messages of this month reach: 1 for ok, short, reserve, used_up or unknown',
  labelNames: ['state'] as const,
  registers,
})

export const waiting = new Gauge({
  name: 'countersign_waiting',
  help: 'Deliveries, tasks and drafts that wait',
  labelNames: ['what'] as const,
  registers,
})
