import { type Bot, removeDirectory, startBot, startMain, temporaryDirectory } from './bot.ts'
import { median } from './webhook-acks.ts'

const REPEATS = 3

/** Milliseconds from the start of the program to its `ready`: in an empty folder, and in the same once more. */
export async function measureStarts(): Promise<{ fromNothing: number; again: number }> {
  const fromNothing: number[] = []
  const again: number[] = []
  for (let i = 0; i < REPEATS; i += 1) {
    const dir = await temporaryDirectory()
    for (const times of [fromNothing, again]) {
      const program = await startMain(dir)
      times.push(program.readyAfter)
      await program.stop()
    }
    await removeDirectory(dir)
  }
  return { fromNothing: median(fromNothing), again: median(again) }
}

/** Runs with a bot in a folder of its own, and leaves nothing behind. */
export async function withBot<T>(run: (bot: Bot) => Promise<T>): Promise<T> {
  const dir = await temporaryDirectory()
  try {
    const bot = await startBot(dir)
    try {
      return await run(bot)
    } finally {
      await bot.stop()
    }
  } finally {
    await removeDirectory(dir)
  }
}
