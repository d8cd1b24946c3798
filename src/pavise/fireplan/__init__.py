"""The fire plan: which rounds go at which targets, so that as little value as possible survives."""
