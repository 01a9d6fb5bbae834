import type { Command } from 'commander'
import qrcode from 'qrcode'
import type { z } from 'zod'
import { readHolder } from '../db/embedded/data-dir-lock.ts'
import { disableMember } from '../domain/members/disable.ts'
import { createInvite, type InviteInput } from '../domain/members/invite.ts'
import { listMembers } from '../domain/members/read.ts'
import { chatLink } from '../line/chat-link.ts'
import { print, type Session, withSession } from './open.ts'

type InviteOptions = { role: string; name: string; locale?: string; pool?: string; json?: boolean }

/** A link that opens the bot's chat with the words typed in; the person still presses send. */
async function inviteLink({ config, line }: Session, words: string): Promise<string | null> {
  const known = readHolder(config.dataDir)?.basic_id
  const basicId = (await line?.botInfo().catch(() => null))?.basicId ?? known
  return basicId ? chatLink(basicId, words) : null
}

async function invite(options: InviteOptions): Promise<void> {
  await withSession(async (session) => {
    const locale = options.locale ?? session.config.defaultLocale
    const input = { role: options.role, name: options.name, locale, pool: options.pool }
    const { code, expiresAt } = await createInvite(session.ctx, input as z.input<typeof InviteInput>)
    const words = `${locale === 'en' ? 'join' : '綁定'} ${code}`
    const link = await inviteLink(session, words)
    const picture =
      link && !options.json ? await qrcode.toString(link, { type: 'terminal', small: true }) : ''
    print(options.json, { code, link, expires_at: expiresAt.toISOString() }, [
      `${options.name} sends this to the bot: ${words}`,
      link ?? "LINE could not be asked for the bot's id, so there is no link; the code works all the same.",
      picture,
      `Good once, until ${expiresAt.toISOString()}.`,
    ])
  })
}

/** `invite`, `member list`, `member disable`. */
export function memberCommands(program: Command): void {
  program
    .command('invite')
    .description('make a one-use code that binds a LINE user to a role')
    .requiredOption('--role <role>', 'worker, pool_owner, pls_owner or louis')
    .requiredOption('--name <name>', 'how the person is called in cards and audit')
    .option('--locale <locale>', 'zh-TW or en')
    .option('--pool <pool>', 'the pool that the person belongs to', 'default')
    .option('--json', 'print one JSON object')
    .action(invite)
  const member = program.command('member').description('people')
  member
    .command('list')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) =>
      withSession(async ({ ctx }) => {
        const items = (await listMembers(ctx)).map(({ id, name, role, pool, disabledAt, lineUserId }) => ({
          id,
          name,
          role,
          pool,
          line_user_id: lineUserId,
          disabled_at: disabledAt?.toISOString() ?? null,
        }))
        print(
          options.json,
          { items },
          items.map((it) => `${it.id}  ${it.role}  ${it.name}${it.disabled_at ? '  (disabled)' : ''}`),
        )
      }),
    )
  member
    .command('disable <id>')
    .option('--json', 'print one JSON object')
    .action(async (id: string, options: { json?: boolean }) =>
      withSession(async ({ ctx }) => {
        await disableMember(ctx, id)
        print(options.json, { id, disabled: true }, [`${id} is disabled.`])
      }),
    )
}
