import type { Scene } from '../scene.ts'
import type { Stage } from '../stage.ts'

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString()

async function tellTomorrowsDigest(stage: Stage): Promise<void> {
  await stage.failTwice('fetch', 'publish')
  await stage.andHear('group', () => stage.countersign('schedule', 'run', 'daily-digest', '--at', tomorrow()))
}

/** In a group the bot is polite, quiet and decides nothing. */
export const GROUP_SCENES: Scene[] = [
  {
    name: 'answer-group-welcome',
    caption: 'The bot was brought into a group',
    shownTo: 'group',
    play: (stage) => stage.openGroup(),
  },
  {
    name: 'answer-group-only-direct',
    caption: 'What waits is neither shown nor decided there',
    shownTo: 'group',
    says: { 'zh-TW': '待批', en: 'pending' },
  },
  {
    name: 'answer-group-digest-on',
    caption: '日報 開 / digest on: the daily digest comes there too, and what that costs',
    shownTo: 'group',
    says: { 'zh-TW': '日報 開', en: 'digest on' },
  },
  {
    name: 'card-group-digest',
    caption: 'The daily digest of a group: nothing of high risk, nothing to decide',
    shownTo: 'group',
    card: 'digest',
    play: tellTomorrowsDigest,
  },
]
