"""The formats that graphbuild reads: a module for each family, which names them as `FORMATS`.

A module imports what its readers need only when one of them reads: most builds meet few formats.
"""
