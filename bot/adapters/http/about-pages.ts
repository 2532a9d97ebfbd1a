import type { Page } from './page.ts'
import { textPage } from './page.ts'

/** The pages that the app manifest names: what this is, what it keeps, and whose terms hold. */
export const ABOUT_PAGES: ReadonlyMap<string, Page> = new Map([
  [
    '/',
    textPage(200, 'PocketSOC for Teams', [
      'This service brings Microsoft Defender alerts to Microsoft Teams. People who may do so isolate and release machines from there.',
      'There is nothing to do on this page: install the app in Teams, or ask the people who run it.',
    ]),
  ],
  [
    '/privacy',
    textPage(200, 'What PocketSOC keeps', [
      'Alerts, machines and machine actions, as Microsoft Defender describes them. They can name users and files.',
      'Who pressed which button, and what became of it: the Entra id, the name, the machine, the reason.',
      'A sign-in, sealed, for some hours. Tokens that act at Defender are never stored.',
      'All of it stays in the database of the organisation that runs this service, and goes to Microsoft Teams, Entra and Defender only.',
    ]),
  ],
  [
    '/terms',
    textPage(200, 'Terms of use', [
      'This service is run by your organisation, for its own security team. Your organisation’s terms hold.',
      'Every action is asked for by a person, and who asked is on record.',
    ]),
  ],
])
