"""How types of selects are written."""

import re

SELECT = re.compile(
    r"(select_one|select_multiple|select one|select multiple|select all that apply|select1|rank)"
    r"(?: from)? (\S+)(?: or[_ ]other| or specify other)?\Z"
)
FROM_FILE = re.compile(r"select[_ ](?:one|multiple)[_ ](?:from[_ ]file|external)\b")
