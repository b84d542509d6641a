"""The pages of alerts: the desk’s, the public’s, the poster, the feed, the Common Alerting
Protocol, and the letter by e-mail."""
