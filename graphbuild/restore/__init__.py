"""The way back: a `StoryGraph` from what was exported."""
