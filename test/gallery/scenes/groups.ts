import type { Scene } from '../scene.ts'

/** In a group the bot is polite, quiet and decides nothing. */
export const GROUP_SCENES: Scene[] = [
  {
    name: 'answer-group-welcome',
    caption: 'The bot was invited to a group',
    shownTo: 'group',
    play: async (stage) => {
      await stage.openGroup()
      await stage.andHear('group', () => stage.send('group', stage.locale === 'en' ? 'help' : '說明'))
    },
    message: (it) => !it.text?.includes('・') && !it.text?.includes('- '),
  },
]
