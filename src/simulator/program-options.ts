import { z } from 'zod'
import type { SimulatorOptions } from './server.ts'

const Button = z.strictObject({
  label: z.string().min(1),
  method: z.string().default('POST'),
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  times: z.number().int().min(1).max(20).default(1),
})

const Environment = z.object({
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(3100),
  SIMULATOR_HOST: z.string().default('127.0.0.1'),
  SIMULATOR_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  SIMULATOR_CHANNEL_ID: z.string().optional(),
  SIMULATOR_CHANNEL_SECRET: z.string().optional(),
  SIMULATOR_CHANNEL_ACCESS_TOKEN: z.string().optional(),
  SIMULATOR_LOGIN_CHANNEL_ID: z.string().optional(),
  SIMULATOR_LOGIN_CHANNEL_SECRET: z.string().optional(),
  SIMULATOR_LOGIN_CALLBACK_URLS: z
    .string()
    .transform((text) => text.split(/\s+/).filter(Boolean))
    .pipe(z.array(z.url({ protocol: /^https?$/ })))
    .optional(),
  SIMULATOR_STATE_FILE: z.string().optional(),
  SIMULATOR_BUTTONS: z
    .string()
    .default('[]')
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        context.addIssue({ code: 'custom', message: 'must be a JSON array' })
        return z.NEVER
      }
    })
    .pipe(z.array(Button)),
  SIMULATOR_QUOTA: z.coerce.number().int().nonnegative().optional(),
})

/** Reads the SIMULATOR_… variables; throws one message that lists every problem. */
export function optionsFromEnvironment(
  env: NodeJS.ProcessEnv,
): SimulatorOptions & { port: number; host: string } {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new Error(`The simulator's settings need correcting.\n${problems.join('\n')}`)
  }
  const given = parsed.data
  return {
    port: given.SIMULATOR_PORT,
    host: given.SIMULATOR_HOST,
    webhookUrl: given.SIMULATOR_WEBHOOK_URL,
    channelId: given.SIMULATOR_CHANNEL_ID,
    channelSecret: given.SIMULATOR_CHANNEL_SECRET,
    channelAccessToken: given.SIMULATOR_CHANNEL_ACCESS_TOKEN,
    loginChannelId: given.SIMULATOR_LOGIN_CHANNEL_ID,
    loginChannelSecret: given.SIMULATOR_LOGIN_CHANNEL_SECRET,
    loginCallbackUrls: given.SIMULATOR_LOGIN_CALLBACK_URLS,
    stateFile: given.SIMULATOR_STATE_FILE,
    buttons: given.SIMULATOR_BUTTONS.map((button) => ({ ...button, body: button.body })),
    quota: given.SIMULATOR_QUOTA,
  }
}
