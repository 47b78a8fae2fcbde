"""What a build keeps for the next one, so that only what changed is done again.

The cache is a folder, by default `.graphbuild-cache` in the output folder. It is no output: it can be deleted at any
time, is never asked for what cannot be made anew, and whatever is wrong with it costs time and nothing else:

- Every entry begins with the version it was made by (`version.py`) and a checksum over its name and content. One that
  is damaged, cut off, renamed, or of another version, is as good as absent, and is made anew.
- Entries are JSON: reading one runs no code, whoever wrote it.
- They are written to a temporary name and moved into place: two builds that share a cache see whole entries only.
- That a file did not change is believed by its size, dates and inode only if it was last written a while before it
  was looked at (see `sums.py`); else its bytes are read.
"""

from __future__ import annotations

from graphbuild.cache.folder import Cache

__all__ = ["Cache"]
