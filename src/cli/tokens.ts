import type { Command } from 'commander'
import type { z } from 'zod'
import { createToken, type TokenInput } from '../domain/tokens/create.ts'
import { revokeToken } from '../domain/tokens/use.ts'
import { print, withSession } from './open.ts'

type CreateOptions = { role: string; name: string; workerId?: string; pool?: string; json?: boolean }

/** `token create`, `token revoke`. */
export function tokenCommands(program: Command): void {
  const token = program.command('token').description('API tokens')
  token
    .command('create')
    .description('make an API token; it is shown this once')
    .requiredOption('--role <role>', 'worker, pool_owner, pls_owner, louis or ops')
    .requiredOption('--name <name>', 'what the token is for')
    .option('--worker-id <id>', 'the only worker that it may speak for')
    .option('--pool <pool>', 'the pool that it belongs to', 'default')
    .option('--json', 'print one JSON object')
    .action(async ({ json, ...options }: CreateOptions) =>
      withSession(async ({ ctx }) => {
        const made = await createToken(ctx, options as z.input<typeof TokenInput>)
        print(json, made, [made.token, `Its id is ${made.id}. It is not shown again.`])
      }),
    )
  token
    .command('revoke <id>')
    .option('--json', 'print one JSON object')
    .action(async (id: string, options: { json?: boolean }) =>
      withSession(async ({ ctx }) => {
        await revokeToken(ctx, id)
        print(options.json, { id, revoked: true }, [`${id} is worthless now.`])
      }),
    )
}
