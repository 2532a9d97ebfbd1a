/** Joins the tenant, the address bar and the state; everything a person can do in the client is a function here. */

import type { BotAnswer } from '../../control/shapes.ts'
import { readAnswer } from './answer.ts'
import type { Press } from './api.ts'
import { followEvents, postClick, postMessage, readAccounts, readConversations, readMessages, TenantError } from './api.ts'
import { formatPlace, type Place, parsePlace } from './place.ts'
import { signInAt } from './sign-in.ts'
import { type ClientState, emptyState, me, ownKey, visible, withAnswer, withEvent, withMessages } from './state.ts'

/** What a person can do. */
export interface Session {
  /** Goes to a conversation, or to the list. */
  open(conversation: string | null): void
  /** Goes to the app's tab, over what is open. */
  openTab(subPage: string): void
  /** Goes back to what the tab was opened from. */
  leaveTab(): void
  /** Changes who, theme or frame. */
  change(part: Partial<Pick<Place, 'as' | 'theme' | 'frame'>>): void
  replyTo(root: string | null): void
  /** Writes to the open conversation; says whether it stands there now, and what went wrong, in words. */
  send(text: string): Promise<{ readonly sent: boolean; readonly problem: string | null }>
  /** Presses a button of a card. */
  press(conversation: string, message: string, press: Press): Promise<void>
  /** Opens the sign-in page of the strip under a message; when it is done, the press is sent again. */
  signIn(conversation: string, message: string, url: string): void
  closeToast(message: string): void
}

const STORED = 'pocketsoc-place'

/** Starts the client; `draw` is called with every new state. */
export function startSession(draw: (state: ClientState, session: Session) => void): void {
  let state = emptyState(parsePlace(location.hash, startingPlace()))
  const lastPress = new Map<string, Press>()

  const set = (next: Partial<ClientState>): void => {
    state = { ...state, ...next }
    draw(state, session)
  }

  const arrive = (place: Place): void => {
    const moved = place.conversation !== state.place.conversation
    const unread = new Set(state.unread)
    if (place.conversation !== null) unread.delete(place.conversation)
    const toasts = state.toasts.filter(({ conversation }) => conversation !== place.conversation)
    set({ place, unread, toasts, replyTo: moved ? null : state.replyTo })
    if (place.conversation !== null && !state.loaded.has(place.conversation)) void load(place.conversation)
  }

  const go = (place: Place, how: 'pushState' | 'replaceState'): void => {
    history[how](null, '', formatPlace(place))
    arrive(place)
  }

  const load = async (conversation: string): Promise<void> => {
    const read = await readMessages(conversation).catch(() => null)
    if (read) set(withMessages(state, conversation, read))
  }

  const loadAll = async (): Promise<void> => {
    const [accounts, conversations] = await Promise.all([readAccounts(), readConversations()])
    set({ accounts, conversations, loaded: new Set(), connection: 'live' })
    const as = (me(state) ?? accounts[0])?.key ?? state.place.as
    const first = isOneColumn() ? null : (visible(state)[0]?.id ?? null)
    const { conversation, tab } = state.place
    go({ ...state.place, as, conversation: conversation ?? (tab ? null : first) }, 'replaceState')
    for (const { id } of visible(state)) if (id !== state.place.conversation) void load(id)
  }

  const lost = (): void => set({ connection: 'lost' })

  const connect = (): void => {
    loadAll().catch((error: unknown) => {
      if (!(error instanceof TenantError)) throw error
      lost()
      setTimeout(connect, 2_000)
    })
  }

  const click = async (
    account: string,
    conversation: string,
    message: string,
    press: Press,
    signedIn?: string,
  ): Promise<void> => {
    lastPress.set(ownKey(account, message), press)
    const click = { ...press, account, conversation, message, ...(signedIn !== undefined && { state: signedIn }) }
    const bot = await postClick(click).catch(() => NO_ANSWER)
    if (press.submit && isTaken(bot)) return
    const answer = readAnswer(bot)
    // A card also comes as an event, in its right order with the updates of the shared card.
    if (answer.kind !== 'card' || state.connection !== 'live') set(withAnswer(state, account, message, answer))
  }

  const session: Session = {
    open: (conversation) => go({ ...state.place, conversation, tab: null }, 'pushState'),
    openTab: (subPage) => {
      const { conversation, tab } = state.place
      go({ ...state.place, conversation: null, tab: { subPage, over: conversation ?? tab?.over ?? null } }, 'pushState')
    },
    leaveTab: () => session.open(visible(state).find(({ id }) => id === state.place.tab?.over)?.id ?? null),
    change: (part) => {
      localStorage.setItem(STORED, JSON.stringify({ ...remembered(), ...part }))
      const next = { ...state.place, ...part }
      const inChat = state.conversations?.find(({ id }) => id === next.conversation)?.kind === 'personal'
      const chat = state.conversations?.find(({ account }) => account === next.as)
      go(inChat && chat ? { ...next, conversation: chat.id } : next, 'replaceState')
    },
    replyTo: (root) => set({ replyTo: root }),
    send: async (text) => {
      const { conversation, as } = state.place
      if (conversation === null) return { sent: false, problem: null }
      try {
        const answer = await postMessage({ account: as, conversation, text, ...(state.replyTo && { root: state.replyTo }) })
        set({ replyTo: null })
        return { sent: true, problem: isTaken(answer) ? null : `Sent, but PocketSOC could not take it (HTTP ${answer.status}).` }
      } catch (error) {
        if (!(error instanceof TenantError)) throw error
        return { sent: false, problem: `Not sent. ${error.message}` }
      }
    },
    press: (conversation, message, press) => click(state.place.as, conversation, message, press),
    signIn: (conversation, message, url) => {
      const account = state.place.as
      const goOn = (signedIn: string) => {
        const press = lastPress.get(ownKey(account, message))
        if (press) void click(account, conversation, message, press, signedIn)
      }
      signInAt(url).then(goOn, () => undefined) // the strip with its button still stands there
    },
    closeToast: (message) => set({ toasts: state.toasts.filter((toast) => toast.message !== message) }),
  }

  addEventListener('popstate', () => arrive(parsePlace(location.hash, state.place)))
  draw(state, session)
  followEvents(
    (event) => {
      set(withEvent(state, event))
      if (event.type === 'conversations') readConversations().then((conversations) => set({ conversations }), lost)
    },
    connect,
    lost,
  )
}

const isTaken = ({ status }: BotAnswer): boolean => status >= 200 && status < 300
const NO_ANSWER: BotAnswer = { status: 0, headers: {}, body: null }

/** Whether there is room for the conversation list only or for one conversation only. */
function isOneColumn(): boolean {
  return (document.querySelector('.client')?.clientWidth ?? innerWidth) < 640
}

/** What the person chose before: who, theme, frame. */
function remembered(): Partial<Place> {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '{}')
  } catch {
    return {}
  }
}

function startingPlace(): Place {
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  return { conversation: null, tab: null, as: 'responder', theme, frame: 'desktop', ...remembered() }
}
