/** Says something to those who hear the page rather than see it. */
export function say(text: string): void {
  const said = document.getElementById('said')
  if (said) said.textContent = text
}
