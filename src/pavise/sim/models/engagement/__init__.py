"""Engagement models: how far a round reaches, when it arrives, and how likely it kills."""
