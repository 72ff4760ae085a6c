"""What the Makefile calls.  Standard library only where it runs before anything is installed."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one shall read a sentence
    sys.exit("需要 Python 3.11 或更新的版本。 Python 3.11 or newer is needed.")
