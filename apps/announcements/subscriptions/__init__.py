"""E-mail subscriptions to a search: tokens, what is subscribed, matching, composing, delivery."""
