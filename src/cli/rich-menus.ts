import type { Command } from 'commander'
import { listMembers } from '../domain/members/read.ts'
import { AppError } from '../errors.ts'
import { openRichMenus } from '../line/rich-menu/rich-menu-api.ts'
import { syncRichMenus } from '../line/rich-menu/sync.ts'
import { print, withSession } from './open.ts'

/** `richmenu sync`. */
export function richMenuCommands(program: Command): void {
  program
    .command('richmenu')
    .description('the menus under the chat')
    .command('sync')
    .description('make, link and tidy up the menus of each role; repeating it changes nothing')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) =>
      withSession(async ({ ctx, channel, token }) => {
        if (!channel || !token) {
          throw new AppError(
            'line-unreachable',
            'No LINE channel is set and no simulator runs. Start the bot, or set LINE_CHANNEL_SECRET and a token.',
          )
        }
        const result = await syncRichMenus(
          await openRichMenus(channel.apiBaseUrl, token),
          await listMembers(ctx),
        )
        print(options.json, result, [
          `${result.created} made, ${result.linked} linked, ${result.removed} removed.`,
        ])
      }),
    )
}
