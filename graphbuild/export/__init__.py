"""Writers: each turns a finished `StoryGraph` into one format and changes nothing."""
