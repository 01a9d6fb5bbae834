import type { consoleLoginZhTW } from './zh-tw-console-login.ts'

export const consoleLoginEn: Record<keyof typeof consoleLoginZhTW, string> = {
  button: 'Log in with LINE',
  lead: 'Sign in with your LINE account.',
  or: 'Or by a link that works once',
  retry: 'Try again',
  other: 'Other ways to sign in',
  again: 'Please sign in once more',
  again_why:
    'This sign in took more than {{minutes}} minutes, was used already, or was begun anew in another tab. Nothing was changed.',
  declined: 'You cancelled the sign in',
  declined_why: 'You are not signed in and nothing was changed. Whenever you want to, press again.',
  failed: 'LINE did not finish this sign in',
  failed_why:
    'LINE did not answer, or did not accept it. Please try again a little later, or ask the bot for a link that works once.',
  stranger: 'This LINE account is not connected yet',
  stranger_why: 'It belongs to no member, or to one who was disabled, so it cannot sign in.',
  stranger_1: 'Ask whoever runs this bot for an invite code',
  stranger_2: 'In LINE, send "join CODE" to Countersign',
  stranger_3: 'Come back here and log in with LINE once more',
  role: 'Your role may not open the ops console',
  role_why: 'Your role is {{role}}. Pool owners, PLS owners and Louis may come in.',
}
