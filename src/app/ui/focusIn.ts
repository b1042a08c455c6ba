const CONTROLS = 'button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"]'

/**
 * Moves the focus to what a region is for: the row of its table, its field or switch, or its first control.
 * @returns false when it holds nothing that can have the focus
 */
export function focusIn(region: Element): boolean {
  for (const selector of ['[role="row"][tabindex="0"]', 'input:not(:disabled), [role="switch"]', CONTROLS]) {
    const control = [...region.querySelectorAll<HTMLElement>(selector)].find((each) => each.checkVisibility())
    if (control && control.closest('[inert]') === null) {
      control.focus()
      return true
    }
  }
  return false
}
