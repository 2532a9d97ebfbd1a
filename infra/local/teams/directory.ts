import { type Route, route } from '../routes.ts'
import { ACCOUNTS, type Account, TEAM, TENANT_ID } from '../world.ts'
import { ConnectorRefusal } from './connector-answers.ts'
import { splitThread } from './conversations.ts'
import { type ConnectorParts, memberBy, openConversation, spendTurn } from './roster.ts'

/** People a page (Teams: "Get Teams-specific context"). It gives no fewer than 50; with so few people smaller pages show that all are read. */
const USUAL_PAGE = 200
const MOST_OF_PAGE = 500

/** Who is in a conversation, and what channels a team has. */
export function directoryRoutes({ conversations, takeTurn }: ConnectorParts): Route[] {
  const spend = spendTurn(takeTurn)
  const members = (id: string): Account[] => {
    const { conversation } = splitThread(id)
    spend('get members', conversation)
    const { account } = openConversation(conversations, conversation)
    return ACCOUNTS.filter(({ key }) => account === null || account === key)
  }
  const channels = (teamId: string) => {
    spend('get conversations', teamId)
    openConversation(conversations, teamId)
    return conversations.list().filter(({ kind, exists }) => kind === 'channel' && exists)
  }

  return [
    route('GET', '/v3/conversations/:conversation/members', (_, id = '') => Response.json(members(id).map(memberView))),
    route('GET', '/v3/conversations/:conversation/members/:member', (_, id = '', person = '') => {
      const member = members(id).find((one) => one === memberBy(person))
      if (!member) throw new ConnectorRefusal('NotFound', 'The member does not exist in the conversation.')
      return Response.json(memberView(member))
    }),
    route('GET', '/v3/conversations/:conversation/pagedmembers', (request, id = '') => {
      const { searchParams } = new URL(request.url)
      const size = Math.min(Number(searchParams.get('pageSize')) || USUAL_PAGE, MOST_OF_PAGE)
      const from = Number(searchParams.get('continuationToken'))
      const all = members(id)
      const continuationToken = from + size < all.length ? { continuationToken: String(from + size) } : {}
      return Response.json({ members: all.slice(from, from + size).map(memberView), ...continuationToken })
    }),
    route('GET', '/v3/teams/:team', (_, teamId = '') => {
      const channelCount = channels(teamId).length
      const { name } = conversations.team
      return Response.json({ id: teamId, name, aadGroupId: TEAM.groupId, channelCount, memberCount: ACCOUNTS.length })
    }),
    route('GET', '/v3/teams/:team/conversations', (_, teamId = '') =>
      Response.json({
        // Teams gives General no name.
        conversations: channels(teamId).map(({ id, name }) => ({ id, name: id === TEAM.id ? null : name })),
      }),
    ),
  ]
}

function memberView({ mri, oid, name, upn }: Account) {
  const [givenName, surname] = name.split(' ')
  return {
    id: mri,
    name,
    objectId: oid,
    aadObjectId: oid,
    givenName,
    surname,
    email: upn,
    userPrincipalName: upn,
    tenantId: TENANT_ID,
    userRole: 'user',
  }
}
