"""Commands on Slack, all from the one table of verbs: words, menus, forms, buttons, a shortcut."""
