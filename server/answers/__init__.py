"""Reading answers by the form version they were given to."""

from server.answers.readers import FormReader, form_reader, known_forms

__all__ = ["FormReader", "form_reader", "known_forms"]
