import type { Scene } from '../scene.ts'
import type { Stage } from '../stage.ts'

/** The first of a kind went out minutes ago: these wait for the tenth, or until somebody asks. */
async function askAboutThree(stage: Stage): Promise<void> {
  for (const phase of ['unpack', 'index', 'mirror']) await stage.failTwice('fetch', phase)
  await stage.send('owner', stage.locale === 'en' ? 'pending' : '待批')
}

async function approveAll(stage: Stage): Promise<void> {
  const message_id = (await stage.heard('owner')).at(-1)?.id
  for (const bubble of [1, 2, 3])
    await stage.tap('owner', stage.words.t('button.approve'), { message_id, bubble })
}

/** Repair proposals of low and medium risk, decided and rejected. */
export const PROPOSAL_SCENES: Scene[] = [
  {
    name: 'card-proposal-low',
    caption: 'Two fetches failed: a repair proposal of low risk',
    shownTo: 'owner',
    card: 'proposal',
    largeText: true,
    play: (stage) => stage.andHear('owner', () => stage.failTwice('fetch', 'download')),
  },
  {
    name: 'answer-details',
    caption: 'Details: the whole raw output, after where and when',
    shownTo: 'owner',
    card: 'details',
    play: (stage) => stage.tap('owner', stage.words.t('button.details')),
    message: (it) => /原始輸出|^Raw output/.test(it.text ?? ''),
  },
  {
    name: 'card-decision-approved',
    caption: 'It is approved',
    shownTo: 'owner',
    card: 'decided',
    play: (stage) => stage.tap('owner', stage.words.t('button.approve')),
  },
  {
    name: 'answer-decided-before',
    caption: 'A second tap changes nothing and says so',
    shownTo: 'owner',
    play: (stage) => stage.tap('owner', stage.words.t('button.approve')),
  },
  {
    name: 'card-proposal-medium',
    caption: 'Two schema errors: a repair proposal of medium risk',
    shownTo: 'owner',
    card: 'proposal',
    play: (stage) => stage.andHear('owner', () => stage.failTwice('schema', 'validate')),
  },
  {
    name: 'card-proposal-reasons',
    caption: 'A rejection has a reason',
    shownTo: 'owner',
    card: 'ask-reason',
    play: (stage) => stage.tap('owner', stage.words.t('button.reject')),
  },
  {
    name: 'card-decision-rejected',
    caption: 'It is rejected, and the worker gets the reason',
    shownTo: 'owner',
    card: 'decided',
    play: (stage) => stage.tap('owner', stage.words.t('reasons.proposal.evidence')),
  },
  {
    name: 'card-proposals-similar',
    caption: 'Similar proposals of low risk within ten minutes come side by side; each is decided by itself',
    shownTo: 'owner',
    card: 'proposals',
    play: askAboutThree,
  },
  {
    name: 'card-decision-similar',
    caption: 'One of them is approved',
    shownTo: 'owner',
    card: 'decided',
    play: approveAll,
  },
]
