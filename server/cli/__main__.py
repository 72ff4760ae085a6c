"""`python -m server.cli` is `minzheng`."""

import sys

from server.cli.command import main

sys.exit(main())
