#!/usr/bin/env bash
# Makes the two app registrations of docs/setup.md, or with --again brings them up to date.
set -euo pipefail
shopt -s inherit_errexit

usage() {
  cat <<'TEXT'
infra/azure/entra.sh --host soc.example.com [options]

  --host NAME       where people and Teams reach the service (required)
  --name NAME       what the registrations are called (PocketSOC)
  --mode MODE       whose token acts, as DEFENDER_MODE: delegated or application (delegated)
  --more LIST       what is offered under More: scan, restrict, collect, quarantine, with commas between (nothing)
  --identity ID     object id of the managed identity that both trust (identityId of the deployment)
  --again           bring up to date what an earlier run made
  --dry-run         only print what would be asked of az, as at the first run

Of Defender's permissions it takes back those that an earlier run asked for and this one does not: say --more again each time.

Without --again it takes no registration that is there: whoever made one of the same name could use what it is granted.

It needs bash 4.4 and az, signed in (az login) as somebody who may register applications and grant consent: Azure Cloud
Shell has both. For GCC High and DoD say first: az cloud set --name AzureUSGovernment. Entra takes a minute to know what is new: when it says that something does not exist, run it again, with --again.
TEXT
}

host='' name=PocketSOC mode=delegated more='' identity='' again='' dry=''
while [[ $# -gt 0 ]]; do
  case "$1" in
    --host) host="${2:?--host needs a name}" && shift 2 ;;
    --name) name="${2:?--name needs a name}" && shift 2 ;;
    --mode) mode="${2:?--mode needs delegated or application}" && shift 2 ;;
    --more) more="${2:?--more needs a list}" && shift 2 ;;
    --identity) identity="${2:?--identity needs an object id}" && shift 2 ;;
    --again) again=yes && shift ;;
    --dry-run) dry=yes && shift ;;
    --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
done
[[ -n "$host" && "$mode" =~ ^(delegated|application)$ ]] || { usage >&2 && exit 2; }

# What is under More, and the permission that each needs.
declare -A needs=([scan]=Machine.Scan [restrict]=Machine.RestrictExecution [collect]=Machine.CollectForensics [quarantine]=Machine.StopAndQuarantine)
others=''
for one in ${more//,/ }; do
  [[ -n "${needs[$one]:-}" ]] || { usage >&2 && exit 2; }
  others+=" ${needs[$one]}"
done

host="${host,,}" # Entra compares the host of the Application ID URI in lower case

# Ids within our own registration: they must stay the same at every run.
scope=6f3a2f0e-3d0c-4c3e-9a56-5a0c1f1d7e01
lead=6f3a2f0e-3d0c-4c3e-9a56-5a0c1f1d7e02
responder=6f3a2f0e-3d0c-4c3e-9a56-5a0c1f1d7e03
reader=6f3a2f0e-3d0c-4c3e-9a56-5a0c1f1d7e04
defender=fc780465-2017-40d4-a0c5-307022471b92                # WindowsDefenderATP
teams='1fec8e78-bce4-4aaf-ab1b-5451cc387264 5e3ce6c0-2b1f-4285-8d4b-75ee78787346' # desktop and mobile, web

# `run` does something; `ask` answers, when dry with its first word. Both only print when dry.
exec 3>&1
run() {
  if [[ -n "$dry" ]]; then { printf 'az' && printf ' %q' "$@" && echo; } >&3; else az "$@" --output none; fi
}
ask() {
  local instead="$1" && shift
  if [[ -n "$dry" ]]; then run "$@" && echo "$instead"; else az "$@" --output tsv; fi
}

# The application id of the registration called $1, which is made if it is not there; $2 stands for it when dry.
registration() {
  local id principal
  id="$(ask '' ad app list --filter "displayName eq '$1'" --query '[].appId')"
  if [[ "$id" == *$'\n'* ]]; then
    echo "Several registrations are called $1:" $id. Delete those that this script did not make. >&2 && exit 1
  elif [[ -n "$id" && -z "$again" ]]; then
    echo "A registration called $1 is there already: $id. If this script made it, say --again; else delete it, or give another --name." >&2 && exit 1
  fi
  [[ -n "$id" ]] || id="$(ask "$2" ad app create --display-name "$1" --sign-in-audience AzureADMyOrg --query appId)"
  principal="$(ask '' ad sp list --filter "appId eq '$id'" --query '[0].id')"
  [[ -n "$principal" ]] || run ad sp create --id "$id"
  echo "$id"
}

change() {
  run rest --method PATCH --url "$graph/applications(appId='$1')" --headers Content-Type=application/json --body "$2"
}

# The id that this tenant knows a permission of Defender's by, if it has it; $1 is appRoles or oauth2PermissionScopes.
permission() {
  ask "$2-id" ad sp show --id "$defender" --query "$1[?value=='$2'].id | [0]"
}

has() { [[ " $1 " == *" $2 "* ]]; }

# Takes back what was consented to for the app itself: leaving it out of what is required does not.
withdraw() {
  local role given grants="$graph/servicePrincipals(appId='$sso')/appRoleAssignments"
  role="$(permission appRoles "$1")"
  given="$(ask '' rest --method GET --url "$grants" --query "value[?appRoleId=='$role'].id | [0]")"
  [[ -z "$given" ]] || run rest --method DELETE --url "$grants/$given"
}

# The same for people: of the words $1 that one grant for everybody holds, those that are in $2 stay.
withdraw_from_people() {
  local resource granted id scope one left='' gone='' grants="$graph/oauth2PermissionGrants"
  resource="$(ask DEFENDER_ID ad sp show --id "$defender" --query id)"
  granted="$(ask '' rest --method GET --url "$graph/servicePrincipals(appId='$sso')/oauth2PermissionGrants" --query "value[?consentType=='AllPrincipals' && resourceId=='$resource'].[id,scope]")"
  read -r id scope <<<"$granted"
  for one in $scope; do
    if has "$1" "$one" && ! has "$2" "$one"; then gone+=" $one"; else left+=" $one"; fi
  done
  [[ -n "$gone" ]] || return 0
  if [[ -z "$left" ]]; then run rest --method DELETE --url "$grants/$id"
  else run rest --method PATCH --url "$grants/$id" --headers Content-Type=application/json --body "{\"scope\":\"${left# }\"}"; fi
}

# An app role of our own for people: id, name, what it is for.
role() {
  echo "{\"id\":\"$1\",\"value\":\"$2\",\"displayName\":\"$2\",\"description\":\"$3\",\"allowedMemberTypes\":[\"User\"],\"isEnabled\":true}"
}

trust() {
  local known
  known="$(ask '' ad app federated-credential list --id "$1" --query "[?subject=='$identity'].name | [0]")"
  [[ -n "$known" ]] || run ad app federated-credential create --id "$1" --parameters "{\"name\":\"pocketsoc-$identity\",\"issuer\":\"$login/$tenant/v2.0\",\"subject\":\"$identity\",\"audiences\":[\"$exchange\"]}"
}

login="$(ask https://login.microsoftonline.com cloud show --query endpoints.activeDirectory)"
graph="$(ask https://graph.microsoft.com cloud show --query endpoints.microsoftGraphResourceId)"
login="${login%/}" graph="${graph%/}/v1.0"
exchange=api://AzureADTokenExchange
[[ "$login" != *.us ]] || exchange+=USGov
tenant="$(ask TENANT_ID account show --query tenantId)"
bot="$(registration "$name bot" BOT_ID)"
sso="$(registration "$name" SSO_CLIENT_ID)"

access='"id":"'$scope'","value":"access_as_user","type":"User","isEnabled":true,"adminConsentDisplayName":"Act as the person","adminConsentDescription":"PocketSOC asks Defender as the person who uses it.","userConsentDisplayName":"Act as you","userConsentDescription":"PocketSOC asks Defender as you."'
clients=''
for client in $teams; do clients+="{\"appId\":\"$client\",\"delegatedPermissionIds\":[\"$scope\"]},"; done

# The scope first: a client can be authorised for what is there.
change "$sso" "{\"identifierUris\":[\"api://$host/botid-$bot\"],\"web\":{\"redirectUris\":[\"https://$host/auth/callback\",\"https://$host/auth/consented\"]},\"api\":{\"requestedAccessTokenVersion\":2,\"oauth2PermissionScopes\":[{$access}]}}"
change "$sso" "{\"api\":{\"preAuthorizedApplications\":[${clients%,}]}}"
change "$sso" "{\"appRoles\":[$(role "$lead" Lead 'Sets the rules of channels.'),$(role "$responder" Responder 'Acts on machines and alerts, in application mode.'),$(role "$reader" Reader 'Sees alerts and machines, in application mode.')]}"

# In application mode the app acts itself; in delegated mode only people can, and it must not be able to.
app='Alert.Read.All Machine.Read.All' acts='Machine.Isolate Alert.ReadWrite.All User.Read.All'
people='' uses='Machine.Isolate Machine.Read Alert.ReadWrite User.Read.All'
if [[ "$mode" == application ]]; then app+=" $acts$others"; else people="$uses$others"; fi
wanted=''
want() {
  local id
  id="$(permission "$1" "$2")"
  [[ -n "$id" ]] || { echo "Defender has no permission $2 in this tenant" >&2 && exit 1; }
  wanted+="{\"id\":\"$id\",\"type\":\"$3\"},"
}
for one in $app; do want appRoles "$one" Role; done
for one in $people; do want oauth2PermissionScopes "$one" Scope; done
change "$sso" "{\"requiredResourceAccess\":[{\"resourceAppId\":\"$defender\",\"resourceAccess\":[${wanted%,}]}]}"
withdraw_from_people "$uses ${needs[*]}" "$people" # before consent, so that what is granted now cannot be lost by it
run ad app permission admin-consent --id "$sso"
for one in $acts ${needs[*]}; do has "$app" "$one" || withdraw "$one"; done

if [[ -n "$identity" ]]; then
  trust "$bot"
  trust "$sso"
fi
printf 'TENANT_ID=%s\nBOT_ID=%s\nSSO_CLIENT_ID=%s\n' "$tenant" "$bot" "$sso"
