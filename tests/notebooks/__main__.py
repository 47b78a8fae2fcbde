import sys

from tests.notebooks.run import main

sys.exit(main())
