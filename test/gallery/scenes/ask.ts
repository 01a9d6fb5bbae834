import type { Scene } from '../scene.ts'
import type { Message, Stage } from '../stage.ts'

const isQuestion = (n: number) => (it: Message) => it.alt_text?.includes(`${n}`) === true && isAsk(it)
const isAsk = (it: Message) => /，共 3 題|of 3/.test(it.alt_text ?? '')

/** The bubble of the first action of medium risk. */
const REQUEUE = 5
const isCatalogue = (it: Message) => it.type === 'flex' && !isAsk(it)

/** The id of the newest card of question `n`, for a tap on it alone. */
async function question(stage: Stage, n: number): Promise<{ message_id: string }> {
  const found = (await stage.heard('owner')).filter(isQuestion(n)).at(-1)
  return { message_id: found?.id ?? '' }
}

/** The three-question ask, from the first words to the owner of day 7. */
export const ASK_SCENES: Scene[] = [
  {
    name: 'card-ask-intro',
    caption: 'What the ask is about, and what holds until it is answered',
    shownTo: 'owner',
    play: (stage) => stage.andHear('owner', () => stage.countersign('ask')),
    message: (it) => it.type === 'text',
  },
  {
    name: 'card-ask-question-1',
    caption: 'Question 1: retry once by itself',
    shownTo: 'owner',
    card: 'policy-ask',
    message: isQuestion(1),
    largeText: true,
  },
  {
    name: 'card-ask-question-2',
    caption: 'Question 2: propose at the second error',
    shownTo: 'owner',
    card: 'policy-ask',
    message: isQuestion(2),
  },
  {
    name: 'card-ask-actions',
    caption: 'A card for each action: what it does, who approves it now, and what this reader may change',
    shownTo: 'owner',
    card: 'catalogue',
    message: isCatalogue,
    largeText: true,
  },
  {
    name: 'card-ask-question-3',
    caption: 'Question 3: who approves which action',
    shownTo: 'owner',
    card: 'policy-ask',
    largeText: true,
  },
  {
    name: 'card-ask-action-changed',
    caption: 'An owner has tightened an action: its card anew',
    shownTo: 'owner',
    card: 'catalogue',
    play: (stage) => stage.tap('owner', stage.words.t('catalogue.to.high'), { bubble: REQUEUE }),
    message: isCatalogue,
  },
  {
    name: 'card-ask-question-anew',
    caption: 'And question 3 as it is now; the older card of it decides nothing any more',
    shownTo: 'owner',
    card: 'question',
  },
  {
    name: 'card-ask-reasons',
    caption: 'A question is rejected: the four blockers, or own words',
    shownTo: 'owner',
    card: 'ask-reason',
    play: async (stage) => stage.tap('owner', stage.words.t('button.reject'), await question(stage, 3)),
  },
  {
    name: 'card-ask-approved',
    caption: 'A question is approved',
    shownTo: 'owner',
    card: 'decided',
    play: async (stage) => {
      await stage.send('owner', stage.locale === 'en' ? 'cancel' : '取消')
      await stage.tap('owner', stage.words.t('button.approve'), await question(stage, 1))
    },
  },
  {
    name: 'card-ask-d7-owner',
    caption: 'After the third answer: who answers for day 7?',
    shownTo: 'owner',
    card: 'choose',
    play: async (stage) => {
      for (const n of [2, 3]) {
        await stage.tap('owner', stage.words.t('button.approve'), await question(stage, n))
      }
    },
  },
  {
    name: 'answer-d7-owner-told',
    caption: 'The owner of day 7 is told what to collect',
    shownTo: 'pool',
    play: (stage) => stage.andHear('pool', () => stage.tap('owner', stage.nameOf('pool'))),
  },
]
