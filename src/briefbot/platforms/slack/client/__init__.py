"""The connection to Slack: one client of the Web API, and the link by which commands come."""
