"""The output folder of a build: whole or unchanged, written by one build at a time, its store filled when it is asked.

`folder` moves a build into place, `writing` says which writer writes what, in which process (`forked`), `settling` sees
it onto the disk. `filling` fills the store later; `label` says of which build a store is; `lock` who may do what, when.
"""
