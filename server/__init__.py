"""Minzheng 数字民政: the field-survey server of a prefecture's civil-affairs offices."""

__version__ = "0.1.0"
