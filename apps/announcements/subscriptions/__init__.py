"""E-mail subscriptions to a search: pages, tokens, what is subscribed, matching, composing, delivery."""
