"""Pictures of a graph: layout and colours computed in Python, pages that need no network."""
