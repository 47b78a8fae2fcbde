"""A build by many processes, on one machine or on a cluster, for what one process cannot hold.

See README.md beside this file: what each stage does, and a plan for 100 million articles.
"""

from importlib.util import find_spec

from graphbuild.errors import MissingExtra

if not all(map(find_spec, ("distributed", "fsspec", "pyarrow"))):  # before a module here imports one of them
    raise MissingExtra("Builds by many processes need a part that is not installed: `pip install 'graphbuild[dask]'`.")
